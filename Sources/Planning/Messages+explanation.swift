import Foundation
import Manifests
import Model

extension Explanation {
    /// Whether all was known: the references were read whole, and there is such a revision.
    package var isWhole: Bool { coverage.isComplete && verdict != .missing }
}

extension Verdict {
    /// What becomes of the revision.
    package var message: String {
        switch self {
        case .declared: "It stays: it is declared."
        case .withheld: "It stays, although nothing declares it."
        case .removed: "It goes with the next apply, unless that is refused as a whole."
        case .reported: "It stays: its manifest has undeclared revisions reported and not removed."
        case .unmanaged: "It stays: its family has no manifest."
        case .notActive: "There is nothing to remove: it is not ACTIVE."
        case .missing: "There is no such revision."
        }
    }
}

extension Rule {
    /// The word for it in JSON.
    package var code: String {
        switch self {
        case .unmanaged: DriftReason.Code.unmanagedFamily.rawValue
        case .declared: "declared"
        case .reportOnly: "reportOnly"
        case .protected: WithholdReason.Code.protected.rawValue
        case .held(let reason): reason.code.rawValue
        case .undeclared(let reason, _): reason.rawValue
        case .drifting(let reason): reason.code.rawValue
        case .notActive: "notActive"
        case .missing: "missing"
        }
    }

    /// The place in a manifest, where there is one.
    package var place: Place? {
        switch self {
        case .declared(_, let place, _), .reportOnly(let place), .protected(let place), .undeclared(_, let place): place
        case .drifting(let reason): reason.place
        case .unmanaged, .held, .notActive, .missing: nil
        }
    }

    /// What it says of the revision.
    package var message: String {
        switch self {
        case .unmanaged: "no manifest names its family: it is left alone"
        case .declared(let selector, let place, _): "declared by \(selector.words) at \(place)"
        case .reportOnly(let place): "not declared, and the manifest at \(place) says 'prune: report'"
        case .protected(let place): "protected at \(place)"
        case .held(let reason): reason.finding
        case .undeclared(.undeclared, let place): "not declared by the manifest at \(place), and not in use"
        case .undeclared(.retired, let place):
            "not declared by the manifest at \(place), not in use, and the family may retire"
        case .drifting(let reason): reason.finding
        case .notActive(.inactive):
            """
            INACTIVE: what uses it goes on with it; anything else can take it into use for ten minutes after its \
            deregistration at the most
            """
        case .notActive(.deleteInProgress): "being deleted: it is gone once nothing refers to it"
        case .notActive(.active), .missing: "never registered, or deleted"
        }
    }

    /// What would have to change for it to be otherwise.
    package var change: String {
        switch self {
        case .unmanaged: "write a manifest for the family, and that decides"
        case .declared(.revisions, let place, _): "taken out of 'active' at \(place), it is no longer declared"
        case .declared(.latest, let place, _):
            "once enough newer ones are ACTIVE, or 'latest' at \(place) is lowered, it is no longer declared"
        case .declared(.registeredWithin, let place, let end?):
            "from \(end.iso8601) on, or once the time at \(place) is shortened, it is no longer declared"
        case .declared(.registeredWithin, let place, nil):
            "the registry gave no date of registration for it: only without the entry at \(place) is it not declared"
        case .reportOnly(let place): "with 'prune: deregister' in the manifest at \(place) this no longer keeps it"
        case .protected(let place): "taken out of 'protect' at \(place), this no longer keeps it"
        case .held(let reason): reason.wayOut
        case .undeclared(_, let place): "named under 'active' or 'protect' of the manifest at \(place), it stays"
        case .drifting(.inactiveInUse): "move what uses it to a revision that is ACTIVE, before it has to start again"
        case .drifting(.declaredMissing(let place)), .drifting(.declaredDeleting(let place)):
            "declare a revision at \(place) that there is"
        case .drifting(let reason): reason.wayOut ?? "take it into the manifest, or let it go"
        case .notActive: "nothing brings it back; its content can be registered again, and gets a new number"
        case .missing: "a number is given once: what is registered next gets a new one"
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
    /// What would have to change for the revision to go.
    fileprivate var wayOut: String {
        switch self {
        case .inUse: "once every user has moved to another revision, or has ended, this no longer keeps it"
        case .opaque(let references): references.wayOutOfOpaque
        case .protected: "taken out of 'protect', this no longer keeps it"
        case .newest: "once a newer one is ACTIVE, or with 'retire: true' in the manifest, this no longer keeps it"
        case .tooYoung(let since, let age):
            """
            from \(since.addingTimeInterval(age.seconds).iso8601) on at the earliest, or with a lower \
            guardrails.minimumAge, this no longer keeps it
            """
        case .ageUnknown: "only with 'guardrails.minimumAge: 0s' does anything go whose age is not known"
        case .coverageIncomplete(let readings): "once \(readings.names) can be read whole, this no longer keeps it"
        case .cap, .evidenceTooOld, .approvalStale, .changedSincePlan: "plan again"
        }
    }
}
