import Foundation
import Model

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
        let gone = removals.subtracting(plan.removals.map(\.id)).sorted()
        guard !gone.isEmpty else { return nil }
        let reasons = plan.reasonsToKeep(gone)
        return .stale(gone, because: reasons.allSatisfy { $0 == reasons.first } ? reasons.first : nil)
    }
}

extension Plan {
    /// Why each of these is not among the removals.
    fileprivate func reasonsToKeep(_ revisions: [RevisionID]) -> [StaleReason] {
        let held = Dictionary(withheld.map { ($0.id, $0.reasons) }) { first, _ in first }
        return revisions.map { id in
            if let reasons = held[id] { return .withheld(reasons) }
            guard let active = active[id.family], !active.contains(id.revision) else { return .kept }
            return .notActive
        }
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
