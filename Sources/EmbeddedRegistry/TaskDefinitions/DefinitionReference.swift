import ECSWire
import Model

/// A reference to a task definition in a request, valid or not.
enum DefinitionReference: Equatable, Sendable {
    /// One revision.
    case pinned(RevisionID)
    /// The newest ACTIVE revision of a family.
    case bare(Family)
    /// A family followed by a colon and something other than a number.
    case invalidRevision(String)
    /// Not a name, a number that no revision can have, or an ARN of another account or Region.
    case notFound

    /// Parses `family`, `family:revision` or an ARN of either.
    init(_ text: String, in scope: RegistryScope) {
        switch TaskDefinitionName(text) {
        case .pinned(let id, let named) where named == nil || named == scope: self = .pinned(id)
        case .bare(let family, let named) where named == nil || named == scope: self = .bare(family)
        case .pinned, .bare: self = .notFound
        case nil: self = Self.unreadable(text)
        }
    }

    private static func unreadable(_ text: String) -> DefinitionReference {
        guard let colon = text.lastIndex(of: ":") else { return .notFound }
        let revision = text[text.index(after: colon)...]
        let family = text[..<colon].split(separator: "/").last ?? ""
        let isNumber = !revision.isEmpty && revision.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard (try? Family(family)) != nil, !isNumber else { return .notFound }
        return .invalidRevision(String(revision))
    }

    /// Parses a required parameter.
    /// - Throws: InvalidParameterException if it is absent or empty.
    static func read(_ text: String?, in scope: RegistryScope) throws(ECSError) -> DefinitionReference {
        guard let text, !text.isEmpty else { throw .invalid("TaskDefinition can not be blank.") }
        return DefinitionReference(text, in: scope)
    }
}
