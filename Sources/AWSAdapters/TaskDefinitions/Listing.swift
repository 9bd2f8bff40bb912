import Model
import Reconciler

/// Listed revisions by family.
struct Listing {
    private(set) var scope: RegistryScope?
    private(set) var families: [Family: RevisionSet] = [:]
    private var beginning: String?

    /// - Parameter family: the only one that counts; nil for all. Other families that a server lists for it are
    ///   ignored.
    /// - Returns: the revision; nil if it is of another family.
    @discardableResult
    mutating func add(_ text: String, of family: Family?) throws(RegistryFailure) -> RevisionID? {
        let id = try read(text)
        guard family == nil || family == id.family else { return nil }
        families[id.family, default: []].insert(id.revision)
        return id
    }

    /// All ARNs of a registry have the same prefix, so that only the first of a hundred thousand is parsed completely.
    private mutating func read(_ text: String) throws(RegistryFailure) -> RevisionID {
        if let beginning, text.utf8.starts(with: beginning.utf8),
            let id = RevisionID(Substring(text.utf8.dropFirst(beginning.utf8.count)))
        {
            return id
        }
        guard let arn = TaskDefinitionARN(text) else {
            throw RegistryFailure("the registry listed '\(text)', which is not a task definition ARN")
        }
        try record(arn.scope)
        beginning = TaskDefinitionARN.prefix(in: arn.scope)
        return arn.id
    }

    /// Adds another list, of other families.
    mutating func add(_ other: Listing) throws(RegistryFailure) {
        if let scope = other.scope { try record(scope) }
        families.merge(other.families) { $0.union($1) }
    }

    private mutating func record(_ other: RegistryScope) throws(RegistryFailure) {
        if let scope, scope != other {
            throw RegistryFailure("the registry listed revisions of two registries: \(scope), \(other)")
        }
        scope = other
    }

    var result: ActiveRevisions { ActiveRevisions(scope: scope, families: families) }
}
