import ECSWire
import Foundation
import GRDB
import Synchronization

/// Lets concurrent operations share one durable commit.
///
/// Changes queue up while a commit is being written; then all that wait go into the next transaction, each in a
/// savepoint of its own, and all are answered after its commit. A change that fails undoes itself alone. A lone
/// change waits for nobody. The work runs on the database's writer queue, never on the cooperative pool.
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
    }

    /// Bounds how long the first of a batch waits for the last.
    private static let largestBatch = 256

    private let connections: any DatabaseWriter
    private let queue = Mutex(Queue())

    /// Commits to that database.
    init(_ connections: any DatabaseWriter) {
        self.connections = connections
    }

    /// Carries out a change and returns once it is on disk.
    func commit(_ change: @escaping Change) async throws(ECSError) -> Data {
        let outcome: Outcome = await withCheckedContinuation { continuation in
            if enqueue(Pending(change: change, continuation: continuation)) {
                connections.asyncWriteWithoutTransaction { database in
                    while let batch = self.nextBatch() { Self.commit(batch, to: database) }
                }
            }
        }
        return try outcome.get()
    }

    /// True when nobody is draining the queue, and the caller has to see to it.
    private func enqueue(_ pending: Pending) -> Bool {
        queue.withLock { queue in
            queue.pending.append(pending)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
    }

    private func nextBatch() -> [Pending]? {
        queue.withLock { queue in
            guard !queue.pending.isEmpty else {
                queue.isDraining = false
                return nil
            }
            let batch = Array(queue.pending.prefix(Self.largestBatch))
            queue.pending.removeFirst(batch.count)
            return batch
        }
    }

    private static func commit(_ batch: [Pending], to database: Database) {
        var outcomes: [Outcome] = []
        do {
            try database.beginTransaction(.immediate)
            for pending in batch { outcomes.append(try apply(pending.change, to: database)) }
            try database.commit()
        } catch {
            if database.isInsideTransaction { try? database.rollback() }
            outcomes = batch.map { _ in .failure(Store.failure(error)) }
        }
        for (pending, outcome) in zip(batch, outcomes) { pending.continuation.resume(returning: outcome) }
    }

    /// - Throws: when SQLite has given up the whole transaction, as it does when the disk is full.
    private static func apply(_ change: Change, to database: Database) throws -> Outcome {
        var outcome = Outcome.failure(ECSError(.server, ""))
        try database.inSavepoint {
            do throws(ECSError) {
                outcome = .success(try change(database))
                return .commit
            } catch {
                outcome = .failure(error)
                guard database.isInsideTransaction else { throw error }
                return .rollback
            }
        }
        return outcome
    }
}
