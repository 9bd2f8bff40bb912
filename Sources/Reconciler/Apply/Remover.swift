import Foundation
import Model
import Planning
import SwiftExtensions

/// Removes one revision of a cleared plan: lists its family again, deregisters it and reads it back.
struct Remover: Sendable {
    private let registry: any TaskDefinitionRegistry
    private let guardrails: Guardrails
    private let time: TimeSource

    init(_ registry: any TaskDefinitionRegistry, _ guardrails: Guardrails, _ time: TimeSource) {
        self.registry = registry
        self.guardrails = guardrails
        self.time = time
    }

    /// How one attempt ended.
    enum Step: Sendable {
        /// Final.
        case outcome(Outcome)
        /// The revision is still ACTIVE, and another attempt may help. Carries the call's error.
        case transient(String)
        /// The same, but the request was sent and may still be carried out.
        case noResponse(String)
        /// Not sent: the evidence expired, or the rate limit held the call past its deadline.
        case notSent(String)
        /// The revision is still ACTIVE, and every other removal would fail too.
        case failedForAll(String)
        /// Not sent: listing the family took longer than the evidence was valid.
        case evidenceExpired

        /// Whether another attempt on the same evidence is pointless.
        var needsFreshEvidence: Bool {
            switch self {
            case .notSent, .evidenceExpired: true
            case .outcome, .transient, .noResponse, .failedForAll: false
            }
        }
    }

    /// How long a step may continue after the run was interrupted: less than the ten seconds in which a controller must
    /// end.
    private static let gracePeriod: Duration = .seconds(7)

    /// Makes one attempt. It is finished even if the run is cancelled, unless that takes longer than the grace period.
    func remove(_ removal: Removal, of cleared: ClearedPlan) async -> Step {
        // Both tasks are unstructured: child tasks of the run would be cancelled with it.
        let work = Task { await attempt(removal, of: cleared) }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await time.sleep(Self.gracePeriod)
                work.cancel()
            }
        }
    }

    private func attempt(_ removal: Removal, of cleared: ClearedPlan) async -> Step {
        do {
            let listed = try await registry.activeRevisions(of: [removal.id.family])
            guard listed.scope == nil || listed.scope == cleared.scope else {
                return .outcome(.failed(.registryChanged))
            }
            let active = listed.families[removal.id.family] ?? []
            let holds = guardrails.reasonsToWithhold(removal, of: cleared, active: active, at: time.now())
            guard holds.isEmpty else { return .outcome(.withheld(holds)) }
        } catch {
            return .outcome(.failed(.listFailed(error.description)))
        }
        guard let left = cleared.timeLeft(at: time.now()) else { return .evidenceExpired }
        do {
            try await registry.deregister(removal.id, in: cleared.scope, sentWithin: left)
        } catch {
            return await readBack(removal.id, after: error)
        }
        return .outcome(await readBack(removal.id))
    }

    /// A registry may take a moment to show what it confirmed.
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

    /// What reads back decides: a call without a response may have been carried out anyway.
    private func readBack(_ id: RevisionID, after failure: RegistryFailure) async -> Step {
        let error = failure.description
        do {
            switch try await registry.describe(id)?.status {
            case .inactive, .deleteInProgress: return .outcome(.removed)
            case .active, nil:
                switch failure.retryability {
                case .transient where failure.isUnanswered: return .noResponse(error)
                case .transient: return .transient(error)
                case .deadlineExpired: return .notSent(error)
                case .permanent where failure.isUnanswered: return .outcome(.unverified(.noResponse(error)))
                case .permanent: return .outcome(.failed(.callFailed(error)))
                case .affectsAllCalls: return .failedForAll(error)
                }
            }
        } catch let readBack {
            return .outcome(
                .unverified(.neitherConfirmedNorReadBack(call: error, readBack: readBack.description)))
        }
    }
}
