import Foundation
import Model

/// Explains what a plan would decide about one revision, by the same rules. Pure.
///
/// - Parameters:
///   - snapshot: its family's ACTIVE revisions and dates, and all references.
///   - state: the registry's description of the revision, read after the snapshot.
///   - now: the time from which ages are measured.
package func explain(
    _ id: RevisionID, _ desired: DesiredState, against snapshot: Snapshot, _ state: RevisionDescription?,
    under policy: GuardrailPolicy, at now: Date
) -> Explanation {
    let snapshot = snapshot.corrected(by: state, of: id)
    let family = desired.families[id.family]
    let users = snapshot.references.users(of: id, newestActive: snapshot.active[id.family]?.newest)
    let (verdict, rules): (Verdict, [Rule]) =
        switch (state?.status, family) {
        case (nil, let family):
            (.missing, (family?.declarations(of: id.revision) { .declaredMissing($0) } ?? []) + [.missing])
        case (.active, nil): (.unmanaged, [.unmanaged])
        case (.active, let family?):
            ActiveExplainer(
                id, family, in: snapshot, registeredAt: state?.registeredAt, under: policy, at: now
            ).explained
        case (let status?, let family):
            (.notActive, rules(notActive: id, status, family, usedBy: users, since: state?.deregisteredAt))
        }
    return Explanation(
        id: id, scope: snapshot.scope, state: state, users: users, coverage: snapshot.coverage,
        waivers: snapshot.waivers, verdict: verdict, rules: rules)
}

/// The rules for a deregistered revision: its uses first, then the entries that declare it anyway.
private func rules(
    notActive id: RevisionID, _ status: RevisionStatus, _ family: DesiredFamily?, usedBy users: [ExplainedReference],
    since deregistration: Date?
) -> [Rule] {
    let pinned = users.map(\.reference).filter { reference in
        if case .named = reference.target { true } else { false }
    }
    let uses = useDrift(of: id, by: pinned, deregisteredAt: deregistration).map(\.reason)
    // A user that picked it up after its removal is the news.
    let inOrder = uses.filter { $0.code == .takenUpAgain } + uses.filter { $0.code != .takenUpAgain }
    let declarations = family?.declarations(of: id.revision) { location in
        status == .deleteInProgress ? .declaredDeleting(location) : .declaredInactive(location)
    }
    return inOrder.map(Rule.drifting) + (declarations ?? []) + [.notActive(status)]
}

extension DesiredFamily {
    /// The first entry that names a revision by its number, as drift.
    fileprivate func declarations(of revision: Revision, _ reason: (SourceLocation) -> DriftReason) -> [Rule] {
        explicitRevisions().filter { $0.revisions.contains(revision) }.map { .drifting(reason($0.location)) }
    }
}

/// The rules for an ACTIVE revision in a family with a manifest.
private struct ActiveExplainer {
    private let id: RevisionID
    private let family: DesiredFamily
    private let snapshot: Snapshot
    private let registeredAt: Date?
    private let planner: FamilyPlanner
    private let now: Date

    init(
        _ id: RevisionID, _ family: DesiredFamily, in snapshot: Snapshot, registeredAt: Date?,
        under policy: GuardrailPolicy, at now: Date
    ) {
        self.id = id
        self.family = family
        self.snapshot = snapshot
        self.registeredAt = registeredAt
        self.now = now
        planner = FamilyPlanner(family, in: snapshot, under: policy, at: now)
    }

    var explained: (Verdict, [Rule]) {
        let holds = planner.reasonsToWithhold(id.revision).map(rule)
        guard planner.undeclared.contains(id.revision) else { return (.declared, declarations + holds) }
        // What would decide without 'prune: report' follows it.
        let rules = holds.isEmpty ? [.undeclared(planner.removalReason, family.location)] : holds
        guard planner.prunes else { return (.reported, [.reportOnly(family.location)] + rules) }
        return (holds.isEmpty ? .removed : .withheld, rules)
    }

    /// Every entry that selects the revision.
    private var declarations: [Rule] {
        family.active.compactMap { entry in
            let selected = entry.selector.selected(
                among: planner.active, of: id.family, snapshot.registrations, at: now)
            guard selected.contains(id.revision) else { return nil }
            return .declared(entry.selector, entry.location, until: entry.selector.end(for: registeredAt))
        }
    }

    private func rule(for reason: WithholdReason) -> Rule {
        switch reason {
        case .protected:
            .protected(family.protections.first { $0.revisions.contains(id.revision) }?.location ?? family.location)
        case .tooYoung(let since, let age):
            // Its own date is known here, and is more precise than an older revision's.
            .held(.tooYoung(registeredSince: max(since, registeredAt ?? since), minimumAge: age))
        case .inUse, .opaque, .newest, .registeredByBatch, .ageUnknown, .registrarUnknown, .coverageIncomplete, .cap,
            .evidenceTooOld, .changedSincePlan, .approvalStale:
            .held(reason)
        }
    }
}

extension ActiveSelector {
    /// Until when it selects, by age, a revision registered at that time.
    fileprivate func end(for registeredAt: Date?) -> Date? {
        switch self {
        case .revisions, .latest: nil
        case .registeredWithin(let time): registeredAt?.addingTimeInterval(time.seconds)
        }
    }
}

extension Snapshot {
    /// A copy corrected by a later read of one revision, which takes precedence.
    fileprivate func corrected(by state: RevisionDescription?, of id: RevisionID) -> Snapshot {
        var active = active[id.family] ?? []
        if state?.status == .active { active.insert(id.revision) } else { active = active.subtracting([id.revision]) }
        var known = registrations
        if let state { known.record(state, of: id) }
        return with(active: active, of: id.family).with(known)
    }
}

extension ReferenceIndex {
    /// Everything that uses a revision, or could, in order; waived references come with their waiver.
    fileprivate func users(of id: RevisionID, newestActive: Revision?) -> [ExplainedReference] {
        let family = self[id.family]
        let users = family.references(to: id.revision, newestActive: newestActive) + family.opaque
        let waived = self.waived.filter { entry in
            if case .opaque(let named, _) = entry.reference.target { named == nil || named == id.family } else { false }
        }
        return
            (users.map { ExplainedReference(reference: $0, waiver: nil) }
            + waived.map { ExplainedReference(reference: $0.reference, waiver: $0.waiver) })
            .sorted { $0.reference < $1.reference }
    }
}
