import Foundation
import Model
import Planning

extension Explanation {
    /// What becomes of the revision, and of one that is only reported, what would become of it otherwise.
    package var message: String {
        switch verdict {
        case .reported:
            wouldBeRemoved
                ? "\(verdict.message) With 'prune: deregister', the next apply would remove it."
                : "\(verdict.message) With 'prune: deregister', it would be withheld."
        case .declared, .withheld, .removed, .unmanaged, .notActive, .missing: verdict.message
        }
    }
}

extension Verdict {
    /// What becomes of the revision.
    package var message: String {
        switch self {
        case .declared: "It stays: it is declared."
        case .withheld: "It stays, although nothing declares it."
        case .removed: "The next apply removes it, unless the plan is refused."
        case .reported: "It stays: its manifest only reports undeclared revisions."
        case .unmanaged: "It stays: its family has no manifest."
        case .notActive: "There is nothing to remove: it is not ACTIVE."
        case .missing: "There is no such revision."
        }
    }
}

extension Rule {
    /// What it says about the revision.
    package var message: String {
        switch self {
        case .unmanaged: "no manifest names its family, so it is not touched"
        case .declared(let selector, let location, _): "declared by \(selector.words) at \(location.place)"
        case .reportOnly(let location): "not declared, and the manifest at \(location.place) says 'prune: report'"
        case .protected(let location): "protected at \(location.place)"
        case .held(let reason): reason.finding
        case .undeclared(.undeclared, let location): "not declared by the manifest at \(location.place), and not in use"
        case .undeclared(.retired, let location):
            "not declared by the manifest at \(location.place), not in use, and the family may retire"
        case .drifting(let reason): reason.finding
        case .notActive(.inactive):
            """
            INACTIVE: existing users keep running it; new ones can still start using it for up to ten minutes after \
            deregistration
            """
        case .notActive(.deleteInProgress): "being deleted: it disappears once nothing refers to it"
        case .notActive(.active), .missing: "never registered, or deleted"
        }
    }

    /// What would have to change.
    package var change: String {
        switch self {
        case .unmanaged: "write a manifest for the family to decide this"
        case .declared(.revisions, let location, _): "remove it from 'active' at \(location.place) to stop declaring it"
        case .declared(.latest, let location, _):
            "no longer declared once enough newer ones are ACTIVE, or 'latest' at \(location.place) is lowered"
        case .declared(.registeredWithin, let location, let end?):
            "no longer declared from \(end.iso8601) on, or once the time at \(location.place) is shortened"
        case .declared(.registeredWithin, let location, nil):
            "its registration date is unknown: remove the entry at \(location.place) to stop declaring it"
        case .reportOnly(let location):
            "set 'prune: deregister' in the manifest at \(location.place) to allow its removal"
        case .protected(let location): "remove it from 'protect' at \(location.place) to allow its removal"
        case .held(let reason): reason.remedy
        case .undeclared(_, let location):
            "add it to 'active' or 'protect' of the manifest at \(location.place) to keep it"
        case .drifting(.inactiveInUse), .drifting(.removedInUse):
            "move its users to an ACTIVE revision before they have to restart"
        case .drifting(.declaredMissing(let location)), .drifting(.declaredDeleting(let location)):
            "declare an existing revision at \(location.place)"
        case .drifting(let reason): reason.remedy ?? "declare it, or let the next apply remove it"
        case .notActive: "cannot be undone: register its content again as a new revision"
        case .missing: "revision numbers are never reused: the next one registered gets a new number"
        }
    }
}

extension ActiveSelector {
    /// As a manifest writes it.
    fileprivate var words: String {
        switch self {
        case .revisions(let revisions): "'\(revisions)'"
        case .latest(let count): "'latest: \(count)'"
        case .registeredWithin(let time): "'registeredWithin: \(time.text)'"
        }
    }
}

extension WithholdReason {
    /// What would have to change before the revision can be removed.
    fileprivate var remedy: String {
        switch self {
        case .inUse: "no longer applies once every user has moved on or stopped"
        case .opaque(let references): references.opaqueRemedy
        case .protected: "remove it from 'protect' to allow its removal"
        case .newest: "no longer applies once a newer one is ACTIVE, or with 'retire: true' in the manifest"
        case .tooYoung(let since, let age):
            """
            no longer applies from \(since.addingTimeInterval(age.seconds).iso8601) on at the earliest, or with a lower \
            guardrails.minimumAge
            """
        case .registeredByBatch: "remove the manifest of the family: AWS Batch decides about its revisions"
        case .registrarUnknown: "plan again"
        case .ageUnknown: "set guardrails.minimumAge to 0s to allow removals of unknown age"
        case .coverageIncomplete(let readings): "no longer applies once \(readings.names) can be fully read"
        case .cap, .evidenceTooOld, .approvalStale, .changedSincePlan: "plan again"
        }
    }
}
