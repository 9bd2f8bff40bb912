/// The full name of a revision: `arn:aws:ecs:eu-west-1:123456789012:task-definition/web:41`.
package struct TaskDefinitionARN: Hashable, Sendable {
    /// The account and Region that it is in.
    package let scope: RegistryScope
    /// The revision in that registry.
    package let id: RevisionID

    package init(_ id: RevisionID, in scope: RegistryScope) {
        self.scope = scope
        self.id = id
    }

    /// Nil unless the text is the ARN of a task definition with a revision.
    package init?(_ text: some StringProtocol) {
        guard case .pinned(let id, let scope?) = TaskDefinitionName(text) else { return nil }
        self.init(id, in: scope)
    }
}

extension TaskDefinitionARN: CustomStringConvertible {
    package var description: String { "\(Self.prefix(in: scope))\(id)" }

    /// The common prefix of a registry's task definition ARNs; `family:revision` follows.
    package static func prefix(in scope: RegistryScope) -> String {
        "arn:\(scope.partition):ecs:\(scope.region):\(scope.account):task-definition/"
    }
}
