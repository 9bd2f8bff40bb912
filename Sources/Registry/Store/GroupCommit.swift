import ECSWire
import Foundation
import GRDB
import Synchronization

/// Lets concurrent operations share one durable commit.
///
/// Changes queue up while a commit is being written; then all that wait go into the next transaction, one after the
/// other, and all are answered after its commit. A change that fails is undone alone; one may be carried out twice,
/// of which one time counts. A lone change waits for nobody. The work runs on the database's queue, never on the
/// cooperative pool.
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

    private let connections: DatabaseQueue
    private let queue = Mutex(Queue())

    /// Commits to that database.
    init(_ connections: DatabaseQueue) {
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
        var outcomes: [Outcome]
        do {
            try database.each("BEGIN IMMEDIATE")
            outcomes = try carryOut(batch, on: database) ?? startingOver(batch, on: database)
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
    private static func carryOut(_ batch: [Pending], on database: Database) throws -> [Outcome]? {
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
    private static func startingOver(_ batch: [Pending], on database: Database) throws -> [Outcome] {
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
