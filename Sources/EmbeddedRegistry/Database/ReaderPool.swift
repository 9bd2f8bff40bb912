import GRDB
import Synchronization

/// A pool of read-only connections, one for each concurrent reader.
///
/// A read runs on the caller's thread. In WAL mode it does not wait for writers and takes microseconds, much less than
/// a switch to another thread and back.
final class ReaderPool: Sendable {
    private let idle: Mutex<[DatabaseQueue]>
    private let open: @Sendable () throws -> DatabaseQueue

    /// Opens connections to a file on demand.
    init(path: String, _ configuration: Configuration) {
        var configuration = configuration
        configuration.readonly = true
        open = { [configuration] in try DatabaseQueue(path: path, configuration: configuration) }
        idle = Mutex([])
    }

    /// Reads through the single connection of an in-memory database.
    init(sharing connection: DatabaseQueue) {
        open = { connection }
        idle = Mutex([])
    }

    /// Runs a read in a transaction: one snapshot for any number of queries.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try query { database in
            // Prepared once for each connection, unlike the statements with which GRDB begins a transaction.
            try database.each("BEGIN")
            defer { try? database.each("COMMIT") }
            return try body(database)
        }
    }

    /// Runs a read that consists of one query.
    func query<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let connection = try idle.withLock { $0.popLast() } ?? open()
        defer { idle.withLock { $0.append(connection) } }
        return try connection.unsafeRead(body)
    }
}
