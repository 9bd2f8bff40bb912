import Foundation
import Model
import Planning

// How references, their sources and what was read of them are named in sentences.

extension [Reference] {
    /// The first few users by name, the rest as a number. A service counts once, whichever of its deployments
    /// and task sets refer to the revision.
    var summary: String { summary { _ in "" } }

    /// The same, each with the expression that decides what it uses.
    var choosers: String {
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
    var whyOpaque: String {
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

    /// ` since` the first of them began; nothing where none says when.
    var since: String { compactMap(\.since).min().map { " since \($0.iso8601)" } ?? "" }
}

extension Reference {
    /// Who uses it, in words: `service default/api`.
    package var user: String { "\(kind.source.noun) \(name.afterType)" }

    /// The same by its own kind: `deployment of service default/api`.
    package var label: String { "\(kind.noun) \(name.afterType)" }
}

extension SourceReading {
    /// How it went: when, for which families where not for all, and how much was found; or why not.
    package var message: String {
        switch state {
        case .whole(let readAt, _, let count, let families):
            "read whole\(families?.scope ?? "") at \(readAt.iso8601), \(counted(count, "reference"))"
        case .failed(let failure): "not read whole: \(failure.message)"
        case .waived(let reason, let location): "waived at \(location): \(reason)"
        }
    }
}

extension SourceFailure {
    /// Why the source was not read completely.
    var message: String {
        switch self {
        case .call(let error): error
        case .notRead: "it was never asked, which is a mistake in Roster itself"
        case .foreignReference(let name):
            "\(name) uses a task definition of another account or Region than the registry's"
        }
    }
}

extension Set<Family> {
    /// ` for api, web`: the first few by name, the rest as a number.
    fileprivate var scope: String {
        " for " + (sorted().prefix(3).map(\.name) + (count > 3 ? ["\(count - 3) more"] : [])).joined(separator: ", ")
    }
}

extension [SourceReading] {
    /// The sources alone; why is said once, in the refusal or in the evidence.
    var names: String {
        isEmpty ? "a required source" : map(\.source.rawValue).joined(separator: ", ")
    }

    /// Each source that failed, and why; those that failed in the same way together.
    var summary: String {
        guard !isEmpty else { return "a required source was not read" }
        let failures = reduce(into: [(sources: [String], why: String)]()) { failures, reading in
            let (source, why) = (reading.source.rawValue, reading.state.why)
            if let same = failures.firstIndex(where: { $0.why == why }) {
                failures[same].sources.append(source)
            } else {
                failures.append(([source], why))
            }
        }
        return failures.map { "\($0.sources.joined(separator: ", "))\($0.why)" }.joined(separator: "; ")
    }
}

extension SourceReading.State {
    /// Why there is no whole reading, as it follows the source's name.
    fileprivate var why: String {
        switch self {
        case .failed(let failure): ": \(failure.message)"
        case .waived(let reason, let location): " waived at \(location): \(reason)"
        case .whole: ""
        }
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
