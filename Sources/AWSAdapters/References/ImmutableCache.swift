import Synchronization

/// What was read of immutable resources, kept between the readings of a process.
final class ImmutableCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])

    /// Nil for what has not been read.
    subscript(key: Key) -> Value? { values.withLock { $0[key] } }

    /// Keeps these too.
    func add(_ more: [Key: Value]) { values.withLock { $0.merge(more) { $1 } } }

    /// Keeps only these: what a complete reading does not find is not needed again.
    func replace(with latest: [Key: Value]) { values.withLock { $0 = latest } }
}
