import Foundation
import Model
import Planning

// Sentences for people, the same in text, JSON and logs: what it is, and the way out where there is one.

extension WithholdReason {
    /// Why the revision stays, and the way out where it is not plain to see.
    package var message: String {
        switch self {
        case .opaque(let references): "\(finding); \(references.wayOutOfOpaque)"
        case .inUse, .protected, .newest, .tooYoung, .ageUnknown, .coverageIncomplete, .cap, .evidenceTooOld,
            .approvalStale, .changedSincePlan:
            finding
        }
    }

    /// Why the revision stays.
    var finding: String {
        switch self {
        case .inUse(let references): "in use by \(references.summary)"
        case .opaque(let references):
            "possibly in use by \(references.choosers): \(references.whyOpaque)"
        case .protected: "protected by its manifest"
        case .newest(kept: 1): "the newest ACTIVE revision: callers that name only the family get it"
        case .newest(let kept): "among the \(kept) newest ACTIVE revisions (guardrails.keepNewest)"
        case .tooYoung(let since, let minimumAge):
            "registered at \(since.iso8601) or later, less than \(minimumAge.text) ago (guardrails.minimumAge)"
        case .ageUnknown: "the registry gave no date of registration for it"
        case .coverageIncomplete(let readings): "not known to be unused: \(readings.names) could not be read whole"
        case .cap: "the plan was refused: too many removals at once"
        case .evidenceTooOld: "the evidence was too old when its turn came"
        case .approvalStale: "the plan that was approved is stale"
        case .changedSincePlan: "no longer ACTIVE and undeclared since the plan was made"
        }
    }
}

extension Drift {
    /// What differs, and the way out where there is one.
    package var message: String { reason.finding + (reason.wayOut.map { ": \($0)" } ?? "") }
}

extension DriftReason {
    /// What can be done about it.
    var wayOut: String? {
        switch self {
        case .declaredInactive: "register its content again and declare the new number"
        case .takenUpAgain: "move it to a revision that is ACTIVE, or register the content again and move it to that"
        case .unmanagedFamily: "it is left alone"
        case .undeclared, .declaredMissing, .declaredDeleting, .inactiveInUse: nil
        }
    }

    /// What differs.
    var finding: String {
        switch self {
        case .undeclared: "ACTIVE but not declared"
        case .declaredInactive(let location): "declared at \(location) but INACTIVE"
        case .declaredMissing(let location): "declared at \(location) but there is no such revision"
        case .declaredDeleting(let location): "declared at \(location) but being deleted"
        case .inactiveInUse(let references): "INACTIVE yet in use by \(references.summary)"
        case .takenUpAgain(let references, let date):
            "deregistered at \(date.iso8601), and taken up again\(references.since) by \(references.summary)"
        case .unmanagedFamily: "no manifest names this family"
        }
    }
}

extension Refusal {
    /// What stands against the plan, and the way out.
    package var message: String {
        switch self {
        case .countExceeded(let removals, let maximum):
            """
            removing \(counted(removals, "revision")) exceeds guardrails.maximumDeregistrations.count, which is \(maximum); \
            if they are meant, apply with --maximum-deregistrations \(removals)
            """
        case .percentExceeded(let removals, let active, let maximum):
            """
            removing \(removals) of the \(active) ACTIVE revisions of the managed families exceeds \
            guardrails.maximumDeregistrations.percent, which is \(maximum); if they are meant, apply with \
            --maximum-deregistrations \(removals)
            """
        case .coverageIncomplete(let readings):
            "nothing is removed while not every reference can be read: \(readings.summary)"
        case .stale(let revisions, _) where revisions.isEmpty:
            "the plan was made for another registry: plan again, and approve that plan"
        case .stale(let revisions, let reason):
            """
            the plan is stale: \(revisions.listed) would not be removed now\(reason.map { " (\($0.finding))" } ?? ""); \
            plan again, and approve that plan
            """
        case .evidenceTooOld(let age, _, _) where age < .zero:
            """
            this machine's clock was set back while the references were read, so that nobody knows how old they are: set \
            it right, and try again
            """
        case .evidenceTooOld(let age, let maximum, let slowest):
            """
            what was read is \(age.roundedUp(to: 1).text) old by this machine's clock, and may be \(maximum.text) old\
            \(slowest.map { ": \($0.finding); \($0.wayOut(age, maximum))" } ?? "")
            """
        }
    }
}

extension StaleReason {
    /// Why the revision stays.
    fileprivate var finding: String {
        switch self {
        case .notActive: "no longer ACTIVE"
        case .kept: "kept by the manifests as they are now"
        case .withheld(let reasons): reasons.map(\.finding).joined(separator: "; ")
        }
    }
}

extension [RevisionID] {
    /// The first few by name, the rest as a number.
    fileprivate var listed: String {
        prefix(5).map(\.description).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "")
    }
}

extension WaiverUse {
    /// What the waiver means at present, and its reason.
    package var message: String {
        let waived = "waived at \(waiver.location): \(waiver.reason)"
        if !references.isEmpty { return "what \(references.choosers) uses is \(waived)" }
        let subject = "\(waiver.source.noun) \(waiver.name)"
        if isAmbiguous {
            return "\(subject) is \(waived); but more than one is called so, and none is waived: write the whole name"
        }
        return isUnread
            ? "what \(subject) uses is \(waived)"
            : "\(subject) is \(waived); but nothing of that name chooses when it runs: take the waiver away"
    }
}
