import Foundation
import Model
import Planning

extension Outcome {
    /// What became of the revision.
    package var message: String {
        switch self {
        case .removed: "deregistered, and read back as INACTIVE"
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
        case .registryChanged: "not touched: another account or Region answers than the one that was looked at"
        case .listFailed(let error): "not touched: \(error)"
        case .callFailed(let error): error
        }
    }
}

extension RemovalDoubt {
    fileprivate var message: String {
        switch self {
        case .noResponse(let error, since: nil): "it may yet be deregistered: \(error)"
        case .noResponse(let error, let since?): "it may yet be deregistered: \(error); since then: \(since.message)"
        case .neitherConfirmedNorReadBack(let call, let readBack):
            "it may have been deregistered: \(call), and it could not be read back: \(readBack)"
        case .notReadBack(let error): "deregistered, but not read back: \(error)"
        case .readBack(let status):
            "the registry said that it is deregistered, but it reads back as \(status?.rawValue ?? "missing")"
        }
    }
}

extension RunEnd {
    /// Why the rest was not attempted.
    fileprivate var message: String {
        switch self {
        case .interrupted: "the run was told to end"
        case .manifestsChanged: "the manifests have changed since the plan was made; plan again"
        case .registryChanged:
            "another account or Region answers than the plan was made for; check the credentials"
        case .failedForAll(let id): "\(id) failed in a way that concerns every other one"
        case .failed(let error): error
        }
    }
}

extension Report {
    /// What can still be taken up again, or was not seen; nil when there is no such thing.
    package var watchMessage: String? { watch.map(\.message) ?? unwatched.message }
}

extension RemovalWatch {
    /// What is still to be watched; nil when nothing is.
    fileprivate var message: String? { until.map { Self.message(revisions.count, until: $0) } }

    fileprivate static func message(_ open: Int, until: Date) -> String {
        "\(counted(open, "removed revision")) can be taken up again until \(until.iso8601): 'roster drift' will tell"
    }
}

extension WatchReading {
    /// What is still to be watched, or was not seen; nil when all is done and was seen.
    package var message: String? {
        guard coverage.isComplete else {
            return "what was removed may have been taken up again: \(coverage.failures.summary); see 'roster drift'"
        }
        return open.isEmpty ? nil : RemovalWatch.message(open.count, until: until)
    }
}
