import Synchronization

/// What was read once of things that never change, between the readings of one process.
final class ImmutableCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])

    /// Nil for what was not read yet.
    subscript(key: Key) -> Value? { values.withLock { $0[key] } }

    /// Remembers these, and forgets all others: what a whole reading does not come upon is not asked for again.
    func replace(with latest: [Key: Value]) { values.withLock { $0 = latest } }
}
