import Foundation
import Manifests
import TaskDefinitions

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
        case .declaredInactive(let place): "declared at \(place) but INACTIVE"
        case .declaredMissing(let place): "declared at \(place) but there is no such revision"
        case .declaredDeleting(let place): "declared at \(place) but being deleted"
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
        case .stale(let revisions) where revisions.isEmpty:
            "the plan was made for another registry: plan again, and approve that plan"
        case .stale(let revisions):
            """
            the plan is stale: \(revisions.prefix(5).map(\.description).joined(separator: ", ")) would not be removed \
            now; plan again, and approve that plan
            """
        case .evidenceTooOld(let age, let maximum):
            """
            what was read is \(age.text) old by this machine's clock, and may be \(maximum.text) old; if reading takes \
            so long, raise guardrails.evidenceMaximumAge above that
            """
        }
    }
}

extension Outcome {
    /// What became of the revision.
    package var message: String {
        switch self {
        case .removed: "deregistered, and read back as INACTIVE"
        case .withheld(let reasons): reasons.map(\.message).joined(separator: "; ")
        case .failed(let reason), .unverified(let reason), .notAttempted(let reason): reason
        }
    }
}

extension [Reference] {
    /// The first few users by name, the rest as a number. A service counts once, whichever of its deployments
    /// and task sets refer to the revision.
    var summary: String { summary { _ in "" } }

    /// The same, each with the expression that decides what it uses.
    fileprivate var choosers: String {
        summary { reference in
            if case .opaque(_, let expression) = reference.target { " (\(expression))" } else { "" }
        }
    }

    private func summary(_ detail: (Reference) -> String) -> String {
        let users = reduce(into: [String]()) { users, reference in
            let user = reference.user + detail(reference)
            if users.last != user { users.append(user) }
        }
        return (users.prefix(2) + (users.count > 2 ? ["\(users.count - 2) more"] : [])).joined(separator: ", ")
    }

    /// Why nobody can say what they use.
    fileprivate var whyOpaque: String {
        allSatisfy { $0.kind == .serviceDeployment }
            ? "AWS lists no deployment as old as that" : "only when that runs is a task definition chosen"
    }

    /// What can be done about those that choose when they run. A pin in a manifest is no way out: it names one revision
    /// of those that may be meant.
    var wayOutOfOpaque: String {
        let keys = Set(map { "references.\($0.kind.source.rawValue).opaque" }).sorted().joined(separator: ", ")
        let isRollback = map { $0.kind == .serviceDeployment }
        let ways =
            (isRollback.contains(false) ? ["let it name one"] : [])
            + (isRollback.contains(true) ? ["let a deployment of the service succeed"] : [])
        return "\(ways.joined(separator: ", ")), or waive it in the configuration under \(keys)"
    }
}

extension [Reference] {
    /// ` since` the first of them began; nothing where none says when.
    fileprivate var since: String { compactMap(\.since).min().map { " since \($0.iso8601)" } ?? "" }
}

extension Reference {
    /// Who uses it, in words: `service default/api`.
    package var user: String { "\(kind.source.user) \(name.afterType)" }

    /// The same by its own kind: `deployment of service default/api`.
    package var label: String { "\(kind.words) \(name.afterType)" }
}

extension WaiverUse {
    /// What the waiver means at present, and its reason.
    package var message: String {
        let waived = "waived in the configuration: \(waiver.reason)"
        if !references.isEmpty { return "what \(references.choosers) uses is \(waived)" }
        let subject = "\(waiver.source.user) \(waiver.name)"
        if isAmbiguous {
            return "\(subject) is \(waived); but more than one is called so, and none is waived: write the whole name"
        }
        return isUnread
            ? "what \(subject) uses is \(waived)"
            : "\(subject) is \(waived); but nothing of that name chooses when it runs: take the waiver away"
    }
}

extension ReferenceSourceName {
    /// One of what the source lists, in words.
    fileprivate var user: String {
        switch self {
        case .services: "service"
        case .tasks: "task"
        case .serviceDeployments: "service deployment"
        case .eventBridge: "rule"
        case .scheduler: "schedule"
        case .pipes: "pipe"
        case .stepFunctions: "state machine"
        case .codeDeploy: "CodeDeploy deployment"
        }
    }
}

extension [SourceReading] {
    /// The sources alone; why is said once, in the refusal.
    fileprivate var names: String {
        isEmpty ? "a required source" : map(\.source.rawValue).joined(separator: ", ")
    }

    /// Each source that failed, and why.
    var summary: String {
        guard !isEmpty else { return "a required source was not read" }
        return map { reading in
            switch reading.state {
            case .failed(let reason): "\(reading.source.rawValue): \(reason)"
            case .waived(let reason): "\(reading.source.rawValue) waived in the configuration: \(reason)"
            case .whole: reading.source.rawValue
            }
        }.joined(separator: "; ")
    }
}

extension String {
    /// What follows the type in an ARN, such as `cluster/name`; a name that is no ARN as it is.
    fileprivate var afterType: Substring {
        // What a source adds to tell a thing's uses apart comes after a space, and may hold anything.
        let arn = prefix { $0 != " " }
        guard hasPrefix("arn:"), let end = arn.firstIndex(of: "/") ?? arn.lastIndex(of: ":") else { return self[...] }
        return self[index(after: end)...]
    }
}

extension Date {
    /// To the second, in UTC: `2026-11-22T08:30:00Z`.
    package var iso8601: String { formatted(.iso8601) }
}

/// `1 family`, `2 families`.
///
/// - Parameter plural: where it is not the singular with an s.
package func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}
