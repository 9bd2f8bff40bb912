import Foundation
import Model
import Planning
import SwiftExtensions

/// Sends a cleared burst: deregisters its revisions side by side, each once.
struct BurstSender: Sendable {
    private let registry: any TaskDefinitionRegistry
    private let time: TimeSource

    init(_ registry: any TaskDefinitionRegistry, _ time: TimeSource) {
        self.registry = registry
        self.time = time
    }

    /// An attempt to remove a revision.
    struct Attempt: Sendable {
        let removal: Removal
        let result: AttemptResult

        /// Whether a request was sent.
        var wasSent: Bool { !wasHeld && !hasExpired }

        /// Whether the client's own rate limit did not admit it at once.
        var wasHeld: Bool { if case .notSent = result { true } else { false } }

        /// Whether it was not sent as the evidence expired.
        var hasExpired: Bool { if case .expired = result { true } else { false } }

        /// Whether the registry refused it because there were too many calls.
        var wasThrottled: Bool { if case .throttled = result { true } else { false } }
    }

    /// How an attempt ended.
    enum AttemptResult: Sendable {
        /// Final.
        case outcome(Outcome)
        /// The revision is still ACTIVE, and another attempt may help. Carries the call's error.
        case transient(String)
        /// The same, but the request was sent and may still be carried out.
        case noResponse(String)
        /// Refused: too many calls.
        case throttled(String)
        /// Not sent: the rate limit did not admit the call at once.
        case notSent(String)
        /// Not sent: the evidence expired.
        case expired
        /// The revision is still ACTIVE, and every other removal would fail too.
        case failedForAll(String)
    }

    /// How long a burst may continue after the run was interrupted: less than the ten seconds in which a controller
    /// must end.
    private static let gracePeriod: Duration = .seconds(7)

    /// Makes one attempt for each removal. The attempts are finished even if the run is cancelled, unless that takes
    /// longer than the grace period.
    func send(_ burst: ClearedBurst) async -> [Attempt] {
        // Both tasks are unstructured: child tasks of the run would be cancelled with it.
        let work = Task {
            await concurrentMap(burst.removals, width: max(1, burst.removals.count)) { removal in
                Attempt(removal: removal, result: await attempt(removal.id, of: burst))
            }
        }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await time.sleep(Self.gracePeriod)
                work.cancel()
            }
        }
    }

    private func attempt(_ id: RevisionID, of burst: ClearedBurst) async -> AttemptResult {
        guard let left = burst.timeLeft(at: time.moment) else { return .expired }
        do {
            switch try await registry.deregister(id, in: burst.scope, sentWithin: left) {
            case .deregistered: return .outcome(.removed)
            case .alreadyDeregistered: return .outcome(.alreadyDeregistered)
            case .unclear: return .outcome(await readBack(id))
            }
        } catch {
            switch error.retryability {
            // Waiting for credentials may have taken longer than the evidence was valid.
            case .notSent where burst.timeLeft(at: time.moment) == nil: return .expired
            case .throttled, .notSent: return AttemptResult(error)
            case .transient, .permanent, .affectsAllCalls: return await readBack(id, after: error)
            }
        }
    }

    /// Nothing is known from the response. A registry may take a moment to show what it has done.
    private func readBack(_ id: RevisionID) async -> Outcome {
        var status: RevisionStatus?
        for attempt in 1...3 {
            do {
                status = try await registry.describe(id)?.status
                if status == .inactive || status == .deleteInProgress { return .removed }
            } catch {
                return .unverified(.notReadBack(error.description))
            }
            if attempt < 3 { try? await time.sleep(.seconds(1)) }
        }
        return .unverified(.readBack(as: status))
    }

    /// What reads back decides: a call without a response may have been carried out anyway. One that was refused was
    /// not, whether that can be read back or not.
    private func readBack(_ id: RevisionID, after failure: RegistryFailure) async -> AttemptResult {
        do {
            switch try await registry.describe(id)?.status {
            case .inactive, .deleteInProgress:
                return .outcome(failure.isUnanswered ? .removed : .alreadyDeregistered)
            case .active, nil: return AttemptResult(failure)
            }
        } catch let readBack {
            guard failure.isUnanswered else { return AttemptResult(failure) }
            return .outcome(
                .unverified(
                    .neitherConfirmedNorReadBack(call: failure.description, readBack: readBack.description)))
        }
    }
}

extension BurstSender.AttemptResult {
    /// What a failed call amounts to if the revision is still ACTIVE, as far as is known.
    fileprivate init(_ failure: RegistryFailure) {
        let error = failure.description
        self =
            switch failure.retryability {
            case .transient where failure.isUnanswered: .noResponse(error)
            case .transient: .transient(error)
            case .throttled: .throttled(error)
            case .notSent: .notSent(error)
            case .permanent where failure.isUnanswered: .outcome(.unverified(.noResponse(error)))
            case .permanent: .outcome(.failed(.callFailed(error)))
            case .affectsAllCalls: .failedForAll(error)
            }
    }
}
