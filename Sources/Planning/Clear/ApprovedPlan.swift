import Model

/// An approved plan: the removals of a plan that was saved as JSON, and their registry.
package struct ApprovedPlan: Equatable, Sendable {
    private let scope: RegistryScope?
    private let removals: Set<RevisionID>

    /// Approves all removals of a plan.
    package init(_ plan: Plan) {
        scope = plan.scope
        removals = Set(plan.removals.map(\.id))
    }

    /// Approves what a saved plan contains.
    package init(scope: RegistryScope?, removals: Set<RevisionID>) {
        self.scope = scope
        self.removals = removals
    }

    /// Drops the removals of a fresh plan that were not approved.
    package func limit(_ plan: Plan) -> Plan { plan.limited(to: removals) }

    /// Why the approval no longer holds; nil if it does.
    package func refusal(of plan: Plan) -> Refusal? {
        guard !removals.isEmpty else { return nil }
        guard scope == plan.scope else { return .stale([]) }
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
