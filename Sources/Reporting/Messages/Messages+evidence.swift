import Foundation
import Model
import Planning
import SwiftExtensions

// References, their sources and their readings in sentences.

extension [Reference] {
    /// The first few users by name, the rest as a count. A service counts once, however many of its deployments and
    /// task sets refer to the revision.
    var summary: String { summary { _ in "" } }

    /// The same, each with the reason why it is unknown what it uses.
    var withOpacity: String { summary { $0.opacity.map { " (\($0.words))" } ?? "" } }

    private func summary(_ detail: (Reference) -> String) -> String {
        let users = reduce(into: [String]()) { users, reference in
            let user = reference.user + detail(reference)
            if users.last != user { users.append(user) }
        }
        return (users.prefix(2) + (users.count > 2 ? ["\(users.count - 2) more"] : [])).joined(separator: ", ")
    }

    /// ` since` the first of them began; empty if none has a date.
    var since: String { compactMap(\.since).min().map { " since \($0.iso8601)" } ?? "" }
}

extension Reference {
    /// What uses it: `service default/api`.
    package var user: String { "\(kind.source.noun) \(name.afterType.shortened())" }

    /// The same by its own kind: `deployment of service default/api`.
    package var label: String { "\(kind.noun) \(name.afterType.shortened())" }
}

extension SourceReading {
    /// When it was read, for which families if not for all, and how much was found; or why it was not read.
    package var message: String {
        switch state {
        case .complete(let readAt, _, _, let count, let families):
            "fully read\(families?.scope ?? "") at \(readAt.date.iso8601), \(counted(count, "reference"))"
        case .failed(let failure): "not fully read: \(failure.message)"
        case .waived(let reason, let location): "waived at \(location.place): \(reason.shortened())"
        }
    }
}

extension SourceFailure {
    /// Why the source was not read completely.
    var message: String {
        switch self {
        case .call(let error): error.shortened(to: .line)
        case .notRead: "it was never read, which is a bug in Roster: please report it"
        case .foreignReference(let name):
            "\(name.shortened()) uses a task definition of another account or Region than the registry's; check the credentials and the Region"
        }
    }
}

extension Set<Family> {
    /// ` for api, web`: the first few by name, the rest as a count.
    fileprivate var scope: String {
        " for " + (sorted().prefix(3).map(\.name) + (count > 3 ? ["\(count - 3) more"] : [])).joined(separator: ", ")
    }
}

extension [SourceReading] {
    /// The sources only; the refusal or the evidence says why.
    var names: String {
        isEmpty ? "a required source" : map(\.source.rawValue).joined(separator: ", ")
    }

    /// Each source that failed, and why; those that failed for the same reason together.
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
    /// Why the reading is incomplete, as it follows the source's name.
    fileprivate var why: String {
        switch self {
        case .failed(let failure): ": \(failure.message)"
        case .waived(let reason, let location): " waived at \(location.place): \(reason.shortened())"
        case .complete: ""
        }
    }
}

extension String {
    /// What follows the type in an ARN, such as `cluster/name`; the whole text if it is not an ARN.
    fileprivate var afterType: Substring {
        // What a source adds to tell a thing's uses apart comes after a space, and may contain anything.
        let arn = prefix { $0 != " " }
        guard hasPrefix("arn:"), var end = arn.firstIndex(of: "/") ?? arn.lastIndex(of: ":") else { return self[...] }
        // A version is nothing without the name before it.
        if arn[index(after: end)...].allSatisfy(\.isNumber), let name = arn[..<end].lastIndex(of: ":") { end = name }
        return self[index(after: end)...]
    }
}
