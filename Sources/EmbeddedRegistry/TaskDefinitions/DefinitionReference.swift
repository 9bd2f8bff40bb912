import ECSWire
import Model

/// How a request names a definition, and which of the ways to name none at all it is.
enum DefinitionReference: Equatable, Sendable {
    /// One revision.
    case pinned(RevisionID)
    /// The newest ACTIVE revision.
    case bare(Family)
    /// A family with something behind the colon that is no number.
    case invalidRevision(String)
    /// Not a name, a number that no revision has, or an ARN of another account or Region.
    case notFound

    /// Reads `family`, `family:revision` or an ARN with either.
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

    /// Refuses an absent or empty parameter.
    static func read(_ text: String?, in scope: RegistryScope) throws(ECSError) -> DefinitionReference {
        guard let text, !text.isEmpty else { throw .invalid("TaskDefinition can not be blank.") }
        return DefinitionReference(text, in: scope)
    }
}
