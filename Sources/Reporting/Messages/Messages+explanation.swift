import Foundation
import Model
import Planning

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
    /// What it says of the revision.
    package var message: String {
        switch self {
        case .unmanaged: "no manifest names its family: it is left alone"
        case .declared(let selector, let location, _): "declared by \(selector.words) at \(location)"
        case .reportOnly(let location): "not declared, and the manifest at \(location) says 'prune: report'"
        case .protected(let location): "protected at \(location)"
        case .held(let reason): reason.finding
        case .undeclared(.undeclared, let location): "not declared by the manifest at \(location), and not in use"
        case .undeclared(.retired, let location):
            "not declared by the manifest at \(location), not in use, and the family may retire"
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
        case .declared(.revisions, let location, _): "taken out of 'active' at \(location), it is no longer declared"
        case .declared(.latest, let location, _):
            "once enough newer ones are ACTIVE, or 'latest' at \(location) is lowered, it is no longer declared"
        case .declared(.registeredWithin, let location, let end?):
            "from \(end.iso8601) on, or once the time at \(location) is shortened, it is no longer declared"
        case .declared(.registeredWithin, let location, nil):
            "the registry gave no date of registration for it: only without the entry at \(location) is it not declared"
        case .reportOnly(let location):
            "with 'prune: deregister' in the manifest at \(location) this no longer keeps it"
        case .protected(let location): "taken out of 'protect' at \(location), this no longer keeps it"
        case .held(let reason): reason.wayOut
        case .undeclared(_, let location): "named under 'active' or 'protect' of the manifest at \(location), it stays"
        case .drifting(.inactiveInUse): "move what uses it to a revision that is ACTIVE, before it has to start again"
        case .drifting(.declaredMissing(let location)), .drifting(.declaredDeleting(let location)):
            "declare a revision at \(location) that there is"
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
