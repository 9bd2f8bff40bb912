import Foundation
import Model
import Planning
import SwiftExtensions

// Sentences for people, the same in text, JSON and logs: what it is, and the remedy if there is one.

extension WithholdReason {
    /// Why the revision stays, and the remedy where it is not obvious.
    package var message: String {
        switch self {
        case .opaque(let references): "\(finding); \(references.opaqueRemedy)"
        case .registeredByBatch: "\(finding); leave the family out of the manifests"
        case .registrarUnknown: "\(finding); plan again"
        case .inUse, .protected, .newest, .tooYoung, .ageUnknown, .coverageIncomplete, .cap, .evidenceTooOld,
            .approvalStale, .changedSincePlan:
            finding
        }
    }

    /// Why the revision stays.
    var finding: String {
        switch self {
        case .inUse(let references): "in use by \(references.summary)"
        case .opaque(let references): "possibly in use by \(references.withOpacity)"
        case .protected: "protected by its manifest"
        case .newest(kept: 1): "the newest ACTIVE revision: callers that name only the family get it"
        case .newest(let kept): "among the \(kept) newest ACTIVE revisions (guardrails.keepNewest)"
        case .registeredByBatch: "registered by AWS Batch, which deregisters its own revisions"
        case .tooYoung(let since, let minimumAge):
            "registered at \(since.iso8601) or later, less than \(minimumAge.text) ago (guardrails.minimumAge)"
        case .ageUnknown: "its registration date is unknown"
        case .registrarUnknown:
            "AWS Batch may have registered it: the revision that was to show who did was gone"
        case .coverageIncomplete(let readings): "may be in use: could not fully read \(readings.names)"
        case .cap: "the plan was refused: too many removals at once"
        case .evidenceTooOld: "the evidence expired before it could be removed"
        case .approvalStale: "the approved plan is stale"
        case .changedSincePlan(.notActive): "no longer ACTIVE: someone else has deregistered it since the plan was made"
        case .changedSincePlan(.kept): "the manifests no longer remove it, as they did when the plan was made"
        }
    }
}

extension Drift {
    /// What differs, and the remedy if there is one.
    package var message: String { reason.finding + (reason.remedy.map { ": \($0)" } ?? "") }
}

extension DriftReason {
    /// What can be done about it.
    var remedy: String? {
        switch self {
        case .declaredInactive: "register its content again, and declare the new revision"
        case .removedInUse, .takenUpAgain:
            "move it to an ACTIVE revision, or register the content again and move it to the new one"
        case .unmanagedFamily: "not touched"
        case .inactiveInUse: "move it to an ACTIVE revision before it has to restart"
        case .undeclared, .declaredMissing, .declaredDeleting: nil
        }
    }

    /// What differs.
    var finding: String {
        switch self {
        case .undeclared: "ACTIVE but not declared"
        case .declaredInactive(let location): "declared at \(location.place) but INACTIVE"
        case .declaredMissing(let location): "declared at \(location.place) but does not exist"
        case .declaredDeleting(let location): "declared at \(location.place) but being deleted"
        case .inactiveInUse(let references): "INACTIVE yet in use by \(references.summary)"
        case .removedInUse(let references, let date):
            """
            removed in use: deregistered\(date.map { " at \($0.iso8601)" } ?? ""), although \(references.summary) \
            used it\(references.since)
            """
        case .takenUpAgain(let references, let date):
            "deregistered at \(date.iso8601), and in use again\(references.since) by \(references.summary)"
        case .unmanagedFamily: "no manifest names this family"
        }
    }
}

extension Refusal {
    /// Why the plan is refused, and the remedy.
    package var message: String {
        switch self {
        case .countExceeded(let removals, let maximum):
            """
            removing \(counted(removals, "revision")) exceeds guardrails.maximumDeregistrations.count, now \(maximum); \
            if this is intended, apply with --maximum-deregistrations \(removals)
            """
        case .percentExceeded(let removals, let active, let maximum):
            """
            removing \(removals) of the \(active) ACTIVE revisions of the managed families exceeds \
            guardrails.maximumDeregistrations.percent, now \(maximum); if this is intended, apply with \
            --maximum-deregistrations \(removals)
            """
        case .coverageIncomplete(let readings):
            "nothing is removed until every reference can be read: \(readings.summary)"
        case .stale(let revisions, _) where revisions.isEmpty:
            "the plan was made for another registry: plan again, and approve the new plan"
        case .stale(let revisions, let reason):
            """
            the plan is stale: \(revisions.listed) would no longer be removed\(reason.map { " (\($0.finding))" } ?? ""); \
            plan again, and approve the new plan
            """
        case .evidenceTooOld(nil): "the references were read too long ago: plan again"
        case .evidenceTooOld(let slow?):
            """
            \(slow.finding), and nothing could be sent within \(slow.maximumAge.text) of its beginning \
            (guardrails.\(slow.maximumAgeKey)): \(slow.remedy)
            """
        }
    }
}

extension StaleReason {
    /// Why the revision stays.
    fileprivate var finding: String {
        switch self {
        case .notActive: "no longer ACTIVE"
        case .kept: "the manifests keep it now"
        case .withheld(let reasons): reasons.map(\.finding).joined(separator: "; ")
        }
    }
}

extension [RevisionID] {
    /// The first few by name, the rest as a count.
    var listed: String {
        prefix(5).map(\.description).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "")
    }
}

extension WaiverUse {
    /// What the waiver means at present, and its reason.
    package var message: String {
        let waived = "waived at \(waiver.location.place): \(waiver.reason.shortened())"
        if !references.isEmpty { return "what \(references.withOpacity) uses is \(waived)" }
        let subject = "\(waiver.source.noun) \(waiver.name.shortened())"
        if isAmbiguous {
            return "\(subject) is \(waived); but the name is ambiguous, so nothing is waived: use the full name"
        }
        return isUnread
            ? "what \(subject) uses is \(waived)"
            : "\(subject) is \(waived); but nothing of that name is opaque: remove the waiver"
    }
}
