import Model

/// An approved plan: the removals of a plan that was saved as JSON, and their registry.
package struct ApprovedPlan: Equatable, Sendable {
    private let scope: RegistryScope?
    private let removals: Set<RevisionID>
    /// How many removals it left to later runs.
    private let left: Int

    /// Approves all removals of a plan.
    package init(_ plan: Plan) {
        scope = plan.scope
        removals = Set(plan.removals.map(\.id))
        left = plan.left
    }

    /// Approves what a saved plan contains.
    ///
    /// - Parameter left: how many removals it left to later runs.
    package init(scope: RegistryScope?, removals: Set<RevisionID>, left: Int = 0) {
        self.scope = scope
        self.removals = removals
        self.left = left
    }

    /// Drops the removals of a fresh plan that were not approved. As many of them as the approved plan left to later
    /// runs are left again; what has been added since is no part of it.
    package func limit(_ plan: Plan) -> Plan { plan.limited(to: removals, leaving: left) }

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
