import Dispatch
import ECSWire
import Foundation
import GRDB
import Synchronization

/// Lets concurrent operations share one durable commit.
///
/// Changes queue up while a commit is being written; then all that wait go into the next transaction, one after the
/// other, and all are answered after its commit. A change that fails is undone alone; one may be carried out twice, of
/// which one time counts. After a commit that was shared, the next one waits for as many changes, but no longer than
/// the last one took, nor than ``maximumWait``; a lone change waits for nobody. The work runs on the database's queue,
/// never on a caller's thread.
final class GroupCommit: Sendable {
    /// One operation's part of a transaction: what it answers, or why nothing came of it.
    typealias Change = @Sendable (Database) throws(ECSError) -> Data
    private typealias Outcome = Result<Data, ECSError>

    private struct Pending: Sendable {
        let change: Change
        let continuation: CheckedContinuation<Outcome, Never>
    }

    private struct Queue {
        var pending: [Pending] = []
        var isDraining = false
        /// How many changes the commit that is about to begin waits for; zero while none waits.
        var awaited = 0
    }

    /// Bounds how long the first of a batch waits for the last.
    private static let maximumBatchSize = 256

    /// A commit takes long when another process has the write lock.
    static let maximumWait = Duration.milliseconds(5)

    private let connections: DatabaseQueue
    private let queue = Mutex(Queue())
    /// Signalled when the awaited changes are.
    private let arrivals = DispatchSemaphore(value: 0)

    /// Commits to that database.
    init(_ connections: DatabaseQueue) {
        self.connections = connections
    }

    /// Carries out a change and returns once it is on disk.
    func commit(_ change: @escaping Change) async throws(ECSError) -> Data {
        let outcome: Outcome = await withCheckedContinuation { continuation in
            if enqueue(Pending(change: change, continuation: continuation)) {
                connections.asyncWriteWithoutTransaction(drain)
            }
        }
        return try outcome.get()
    }

    /// True when nobody is draining the queue, and the caller has to see to it.
    private func enqueue(_ pending: Pending) -> Bool {
        queue.withLock { queue in
            queue.pending.append(pending)
            if queue.awaited > 0, queue.pending.count >= queue.awaited {
                queue.awaited = 0
                arrivals.signal()
            }
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
    }

    /// Commits until nothing is left to.
    private func drain(_ database: Database) {
        while let batch = nextBatch() {
            let duration = ContinuousClock().measure { Self.commit(batch, to: database) }
            awaitCallers(of: batch.count, atMost: min(duration, Self.maximumWait))
        }
    }

    /// Callers of a commit are likely to come back at once: one that begins a moment later is worth several others.
    private func awaitCallers(of size: Int, atMost limit: Duration) {
        let awaits = queue.withLock { queue in
            let expected = min(size + queue.pending.count, Self.maximumBatchSize)
            queue.awaited = size > 1 && queue.pending.count < expected ? expected : 0
            return queue.awaited > 0
        }
        guard awaits else { return }
        let isInTime = arrivals.wait(timeout: .now() + .nanoseconds(Int(limit / .nanoseconds(1)))) == .success
        queue.withLock { queue in
            // A signal that came after the time was up is not for the next wait.
            if !isInTime, queue.awaited == 0 { arrivals.wait() }
            queue.awaited = 0
        }
    }

    /// What goes into the next commit; nil when there is nothing.
    private func nextBatch() -> [Pending]? {
        queue.withLock { queue in
            guard !queue.pending.isEmpty else {
                queue.isDraining = false
                return nil
            }
            let batch = Array(queue.pending.prefix(Self.maximumBatchSize))
            queue.pending.removeFirst(batch.count)
            return batch
        }
    }

    private static func commit(_ batch: [Pending], to database: Database) {
        var outcomes: [Outcome]
        do {
            try database.each("BEGIN IMMEDIATE")
            outcomes = try applyAll(batch, on: database) ?? retryWithSavepoints(batch, on: database)
            try database.each("COMMIT")
        } catch {
            if database.isInsideTransaction { try? database.each("ROLLBACK") }
            outcomes = batch.map { _ in .failure(Store.failure(error)) }
        }
        for (pending, outcome) in zip(batch, outcomes) { pending.continuation.resume(returning: outcome) }
    }

    /// Carries out all changes; nil when one has failed that had written something already.
    ///
    /// Nearly all that fail are refused before they write, so that savepoints would cost much and serve nobody.
    private static func applyAll(_ batch: [Pending], on database: Database) throws -> [Outcome]? {
        var outcomes: [Outcome] = []
        for pending in batch {
            let written = database.totalChangesCount
            let outcome = apply(pending.change, to: database)
            // SQLite gives up the whole transaction by itself when, for example, the disk is full.
            if case .failure(let error) = outcome, !database.isInsideTransaction { throw error }
            if case .failure = outcome, database.totalChangesCount != written { return nil }
            outcomes.append(outcome)
        }
        return outcomes
    }

    /// Undoes what was done of a batch and does it again with a savepoint for each change.
    private static func retryWithSavepoints(_ batch: [Pending], on database: Database) throws -> [Outcome] {
        try database.each("ROLLBACK")
        try database.each("BEGIN IMMEDIATE")
        var outcomes: [Outcome] = []
        for pending in batch {
            try database.each("SAVEPOINT change")
            let outcome = apply(pending.change, to: database)
            if case .failure(let error) = outcome {
                guard database.isInsideTransaction else { throw error }
                try database.each("ROLLBACK TO change")
            }
            try database.each("RELEASE change")
            outcomes.append(outcome)
        }
        return outcomes
    }

    private static func apply(_ change: Change, to database: Database) -> Outcome {
        do throws(ECSError) {
            return .success(try change(database))
        } catch {
            return .failure(error)
        }
    }
}
