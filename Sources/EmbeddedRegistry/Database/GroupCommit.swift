import Dispatch
import ECSWire
import Foundation
import GRDB
import Synchronization

/// Lets concurrent operations share one durable commit.
///
/// Changes queue up while a commit is being written. The next transaction then applies all queued changes, one after
/// the other, and their callers resume after its commit. A change that fails is rolled back alone. A change may run
/// twice, but takes effect once. After a shared commit, the next one waits for the same number of changes, but no
/// longer than the last commit took, and no longer than ``maximumWait``; a single change never waits. The work runs on
/// the database's queue, never on a caller's thread.
final class GroupCommit: Sendable {
    /// One operation's part of a transaction: returns the response body, or throws why it was refused.
    typealias Change = @Sendable (Database) throws(ECSError) -> Data
    private typealias Outcome = Result<Data, ECSError>

    private struct Pending: Sendable {
        let change: Change
        let continuation: CheckedContinuation<Outcome, Never>
    }

    private struct Queue {
        var pending: [Pending] = []
        var isDraining = false
        /// How many changes the next commit waits for; zero while none waits.
        var awaited = 0
    }

    /// Bounds how long the first change of a batch waits for the last.
    private static let maximumBatchSize = 256

    /// A commit can take long while another process holds the write lock.
    static let maximumWait = Duration.milliseconds(5)

    private let connections: DatabaseQueue
    private let queue = Mutex(Queue())
    /// Signalled once the awaited changes have arrived.
    private let arrivals = DispatchSemaphore(value: 0)

    /// Creates a queue for a database.
    init(_ connections: DatabaseQueue) {
        self.connections = connections
    }

    /// Applies a change and returns once it is on disk.
    func commit(_ change: @escaping Change) async throws(ECSError) -> Data {
        let outcome: Outcome = await withCheckedContinuation { continuation in
            if enqueue(Pending(change: change, continuation: continuation)) {
                connections.asyncWriteWithoutTransaction(drain)
            }
        }
        return try outcome.get()
    }

    /// Returns true if the queue is not being drained, in which case the caller must do so.
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

    /// Commits until the queue is empty.
    private func drain(_ database: Database) {
        while let batch = nextBatch() {
            let duration = ContinuousClock().measure { Self.commit(batch, to: database) }
            awaitCallers(of: batch.count, atMost: min(duration, Self.maximumWait))
        }
    }

    /// Waits for further changes: callers of a commit are likely to come back at once, and a commit that starts a
    /// moment later saves several others.
    private func awaitCallers(of size: Int, atMost limit: Duration) {
        let awaits = queue.withLock { queue in
            let expected = min(size + queue.pending.count, Self.maximumBatchSize)
            queue.awaited = size > 1 && queue.pending.count < expected ? expected : 0
            return queue.awaited > 0
        }
        guard awaits else { return }
        let isInTime = arrivals.wait(timeout: .now() + .nanoseconds(Int(limit / .nanoseconds(1)))) == .success
        queue.withLock { queue in
            // A signal that arrives after the time-out must not end the next wait.
            if !isInTime, queue.awaited == 0 { arrivals.wait() }
            queue.awaited = 0
        }
    }

    /// The changes for the next commit; nil if there are none.
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

    /// Applies all changes. Returns nil if one failed after writing something.
    ///
    /// Nearly all changes that fail are refused before they write, so savepoints would cost much and help little.
    private static func applyAll(_ batch: [Pending], on database: Database) throws -> [Outcome]? {
        var outcomes: [Outcome] = []
        for pending in batch {
            let written = database.totalChangesCount
            let outcome = apply(pending.change, to: database)
            // SQLite rolls back the whole transaction itself when, for example, the disk is full.
            if case .failure(let error) = outcome, !database.isInsideTransaction { throw error }
            if case .failure = outcome, database.totalChangesCount != written { return nil }
            outcomes.append(outcome)
        }
        return outcomes
    }

    /// Rolls a batch back and applies it again, with a savepoint for each change.
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
