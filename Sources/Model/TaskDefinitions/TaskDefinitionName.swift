/// The ways ECS and other services name a task definition: in a service's `taskDefinition`, in RunTask, in a rule's
/// target.
package enum TaskDefinitionName: Hashable, Sendable {
    /// `web:41`, or a full ARN, which also names its registry.
    case pinned(RevisionID, scope: RegistryScope?)
    /// `web`, or an ARN without a revision: the newest ACTIVE revision at the time of the call.
    case bare(Family, scope: RegistryScope?)

    /// Nil if the text is none of these.
    package init?(_ text: some StringProtocol) {
        self.init(text: Substring(text))
    }

    /// Not generic, since generic code is not specialized across modules.
    private init?(text: Substring) {
        guard text.utf8.starts(with: "arn:".utf8) else {
            self.init(resource: text, scope: nil)
            return
        }
        // Byte by byte: a list has a hundred thousand of these.
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard parts.count == 6, parts[2] == "ecs", parts[5].utf8.starts(with: Self.resourceType.utf8) else {
            return nil
        }
        self.init(
            resource: Substring(parts[5].utf8.dropFirst(Self.resourceType.utf8.count)),
            scope: RegistryScope(literal: parts[1], region: parts[3], account: parts[4]))
    }

    private static let resourceType = "task-definition/"

    private init?(resource: Substring, scope: RegistryScope?) {
        if let id = RevisionID(resource) {
            self = .pinned(id, scope: scope)
        } else if let family = try? Family(resource) {
            self = .bare(family, scope: scope)
        } else {
            return nil
        }
    }

    /// The family it names.
    package var family: Family {
        switch self {
        case .pinned(let id, _): id.family
        case .bare(let family, _): family
        }
    }

    /// The account and Region it names; nil if it names none.
    package var scope: RegistryScope? {
        switch self {
        case .pinned(_, let scope), .bare(_, let scope): scope
        }
    }
}
