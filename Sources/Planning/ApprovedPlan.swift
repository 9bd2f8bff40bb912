import Foundation
import TaskDefinitions

/// What somebody approved: the removals of a plan that was saved as JSON, and the registry that they are for.
package struct ApprovedPlan: Equatable, Sendable {
    private let registry: RegistryDocument?
    private let removals: Set<RevisionID>

    /// What somebody said yes to.
    package init(_ plan: Plan) {
        registry = plan.scope.map(RegistryDocument.init)
        removals = Set(plan.removals.map(\.id))
    }

    /// Reads what `plan --out` wrote.
    /// - Throws: when the bytes are no plan, or one of another format.
    package init(json: Data) throws(ApprovedPlanError) {
        guard let saved = try? JSONDecoder().decode(SavedPlan.self, from: json), saved.formatVersion == 1 else {
            throw ApprovedPlanError()
        }
        var removals: Set<RevisionID> = []
        for removal in saved.removals {
            guard let family = try? Family(removal.family), let revision = Revision(removal.revision) else {
                throw ApprovedPlanError()
            }
            removals.insert(RevisionID(family, revision))
        }
        self.removals = removals
        registry = saved.registry
    }

    /// A fresh plan without the removals that were not approved.
    package func limit(_ plan: Plan) -> Plan { plan.limited(to: removals) }

    /// Why what was approved cannot be carried out as it was; nil when it can.
    package func refusal(of plan: Plan) -> Refusal? {
        guard !removals.isEmpty else { return nil }
        guard registry == plan.scope.map(RegistryDocument.init) else { return .stale([]) }
        let gone = removals.subtracting(plan.removals.map(\.id))
        return gone.isEmpty ? nil : .stale(gone.sorted())
    }
}

/// A file that is not what `plan --out` writes.
package struct ApprovedPlanError: Error, CustomStringConvertible {
    package let description = "not a plan of format version 1: write one with 'roster plan --out FILE'"
}

/// What is read of the document of a plan.
private struct SavedPlan: Decodable {
    let formatVersion: Int
    let registry: RegistryDocument?
    let removals: [Removal]

    struct Removal: Decodable {
        let family: String
        let revision: Int
    }
}
