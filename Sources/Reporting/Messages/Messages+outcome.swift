import Foundation
import Model
import Planning
import SwiftExtensions

extension Outcome {
    /// What became of the revision.
    package var message: String {
        switch self {
        case .removed: "deregistered, and confirmed INACTIVE"
        case .removedInUse(let references):
            "deregistered, although \(references.summary) used it\(references.since), which no earlier reading had shown"
        case .alreadyDeregistered: "already deregistered by someone else"
        case .withheld(let reasons): reasons.map(\.message).joined(separator: "; ")
        case .failed(let failure): failure.message
        case .unverified(let doubt): doubt.message
        case .notAttempted(let end): end.message
        }
    }
}

extension RemovalFailure {
    fileprivate var message: String {
        switch self {
        case .listFailed(let error): "not touched: \(error.shortened(to: .line))"
        case .callFailed(let error): error.shortened(to: .line)
        }
    }
}

extension RemovalDoubt {
    fileprivate var message: String {
        switch self {
        case .noResponse(let error, since: nil): "may still be deregistered: \(error.shortened(to: .line))"
        case .noResponse(let error, let since?):
            "may still be deregistered: \(error.shortened(to: .line)); since then: \(since.message)"
        case .neitherConfirmedNorReadBack(let call, let readBack):
            "may have been deregistered: \(call.shortened(to: .line)), and it could not be read back: \(readBack.shortened(to: .line))"
        case .notReadBack(let error):
            "may have been deregistered: the response did not confirm it, and it could not be read back: \(error.shortened(to: .line))"
        case .readBack(let status):
            """
            may have been deregistered: the response did not confirm it, and it reads back as \
            \(status?.rawValue ?? "missing")
            """
        }
    }
}

extension RunEnd {
    /// Why the rest was not attempted.
    fileprivate var message: String {
        switch self {
        case .interrupted: "interrupted"
        case .manifestsUnusable(let error):
            "the manifests could not be used during the run: \(error.shortened(to: .line))"
        case .removedInUse(let ids): "stopped: \(ids.listed) turned out to be in use; check it, then plan again"
        case .throttled(let error, let bursts):
            """
            stopped after \(bursts) bursts in a row in which every call was throttled or held back: \(error.shortened(to: .line)); try again \
            later
            """
        case .registryChanged:
            "the credentials now belong to another account or Region than the plan: check them"
        case .failedForAll(let id): "\(id) failed for a reason that affects all others"
        case .failed(let error): error.shortened(to: .line)
        }
    }
}

extension Report {
    /// What was removed and not checked since; nil if there is nothing.
    package var unwatchedMessage: String? { unwatched.message }
}

extension RemovalWatch {
    /// What was not checked since its removal; nil if there is nothing.
    fileprivate var message: String? {
        until.map { "not checked for use after the removal: " + Self.message(revisions.count, until: $0) }
    }

    fileprivate static func message(_ open: Int, until: Date) -> String {
        "\(counted(open, "removed revision")) may still be picked up until \(until.iso8601); check with 'roster drift'"
    }
}

extension WatchReading {
    /// What is still watched, or could not be checked; nil when everything was checked.
    package var message: String? {
        guard coverage.isComplete else {
            return "what was removed may be in use again: \(coverage.failures.summary); check with 'roster drift'"
        }
        return open.isEmpty ? nil : RemovalWatch.message(open.count, until: until)
    }
}
