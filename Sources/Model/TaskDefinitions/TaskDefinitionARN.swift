/// The full name of a revision: `arn:aws:ecs:eu-west-1:123456789012:task-definition/web:41`.
package struct TaskDefinitionARN: Hashable, Sendable {
    /// The account and Region it lives in.
    package let scope: RegistryScope
    /// Which revision it is there.
    package let id: RevisionID

    /// Names a revision within a registry.
    package init(_ id: RevisionID, in scope: RegistryScope) {
        self.scope = scope
        self.id = id
    }

    /// Nil when the text is not the ARN of a task definition with a revision.
    package init?(_ text: some StringProtocol) {
        guard case .pinned(let id, let scope?) = TaskDefinitionName(text) else { return nil }
        self.init(id, in: scope)
    }
}

extension TaskDefinitionARN: CustomStringConvertible {
    package var description: String { "\(Self.prefix(in: scope))\(id)" }

    /// What all ARNs of task definitions of a registry begin with; `family:revision` follows.
    package static func prefix(in scope: RegistryScope) -> String {
        "arn:\(scope.partition):ecs:\(scope.region):\(scope.account):task-definition/"
    }
}
