import Foundation
import Model
import Planning
import SwiftExtensions

extension Applier {
    /// How one try to remove a revision ended.
    enum Step: Sendable {
        /// For good.
        case outcome(Outcome)
        /// It is still ACTIVE, and trying again may help.
        case mayPass(String)
        /// The same, but what was sent may yet be carried out.
        case unanswered(String)
        /// It is still ACTIVE: its turn would have come after its evidence had grown old, or too late all the same.
        case notSent(String)
        /// It is still ACTIVE, and so will every other one be.
        case hopeless(String)
        /// Nothing was sent: looking at the family took longer than the evidence was good for.
        case evidenceGrewOld

        /// Whether there is no point in another try on the same evidence.
        var callsForReading: Bool {
            switch self {
            case .notSent, .evidenceGrewOld: true
            case .outcome, .mayPass, .unanswered, .hopeless: false
            }
        }
    }

    /// Looks at the family once more, deregisters, and reads back.
    func remove(_ removal: Removal, of cleared: ClearedPlan) async -> Step {
        do {
            let listed = try await registry.activeRevisions(of: [removal.id.family])
            guard listed.scope == nil || listed.scope == cleared.scope else {
                return .outcome(
                    .failed("not touched: another account or Region answers than the one that was looked at"))
            }
            let active = listed.families[removal.id.family] ?? []
            let holds = guardrails.holds(on: removal, of: cleared, active: active, at: time.now())
            guard holds.isEmpty else { return .outcome(.withheld(holds)) }
        } catch {
            return .outcome(.failed("not touched: \(error)"))
        }
        guard let left = cleared.timeLeft(at: time.now()) else { return .evidenceGrewOld }
        do {
            try await registry.deregister(removal.id, in: cleared.scope, sentWithin: left)
        } catch {
            return await readBack(removal.id, after: error)
        }
        return .outcome(await readBack(removal.id))
    }

    /// A registry may take a moment to show what it has acknowledged.
    private func readBack(_ id: RevisionID) async -> Outcome {
        var said = "ACTIVE"
        for attempt in 1...3 {
            do {
                let status = try await registry.describe(id)?.status
                if status == .inactive || status == .deleteInProgress { return .removed }
                said = status?.rawValue ?? "missing"
            } catch {
                return .unverified("deregistered, but not read back: \(error)")
            }
            if attempt < 3 { try? await time.sleep(.seconds(1)) }
        }
        return .unverified("the registry said that it is deregistered, but it reads back as \(said)")
    }

    /// What counts is what reads back: a call that was not answered may have been carried out all the same.
    private func readBack(_ id: RevisionID, after failure: RegistryFailure) async -> Step {
        do {
            switch try await registry.describe(id)?.status {
            case .inactive, .deleteInProgress: return .outcome(.removed)
            case .active, nil:
                switch failure.outlook {
                case .mayPass where failure.isUnanswered: return .unanswered(failure.description)
                case .mayPass: return .mayPass(failure.description)
                case .notSent: return .notSent(failure.description)
                case .lasts where failure.isUnanswered:
                    return .outcome(.unverified("it may yet be deregistered: \(failure)"))
                case .lasts: return .outcome(.failed(failure.description))
                case .concernsAll: return .hopeless(failure.description)
                }
            }
        } catch {
            return .outcome(
                .unverified("it may have been deregistered: \(failure), and it could not be read back: \(error)"))
        }
    }

    /// A step in hand is finished even when the run is cancelled, unless it takes longer than ``grace``.
    func uncancelled<Value: Sendable>(_ step: @escaping @Sendable () async -> Value) async -> Value {
        // Tasks of their own, both: what is a part of the run is cancelled with it.
        let work = Task { await step() }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await time.sleep(Self.grace)
                work.cancel()
            }
        }
    }

    /// How long a step in hand may go on after the run was told to end: less than the ten seconds in which a
    /// controller ends.
    private static var grace: Duration { .seconds(7) }
}
