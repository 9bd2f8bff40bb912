import GRDB
import Synchronization

/// Connections that read, as many as there are callers at one time.
///
/// A read runs on the caller's thread: in WAL mode it waits for no writer and takes microseconds, a small part of
/// what handing it to another thread and back would take.
final class ReaderPool: Sendable {
    private let idle: Mutex<[DatabaseQueue]>
    private let open: @Sendable () throws -> DatabaseQueue

    /// Opens connections to a file as they are needed.
    init(path: String, _ configuration: Configuration) {
        var configuration = configuration
        configuration.readonly = true
        open = { [configuration] in try DatabaseQueue(path: path, configuration: configuration) }
        idle = Mutex([])
    }

    /// Reads through the one connection that a database in memory has.
    init(sharing connection: DatabaseQueue) {
        open = { connection }
        idle = Mutex([])
    }

    /// Runs a read in a transaction: one snapshot, however many queries it takes.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try query { database in
            // Prepared once for each connection, unlike the statements of a transaction that GRDB begins.
            try database.each("BEGIN")
            defer { try? database.each("COMMIT") }
            return try body(database)
        }
    }

    /// Runs a read of one query.
    func query<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let connection = try idle.withLock { $0.popLast() } ?? open()
        defer { idle.withLock { $0.append(connection) } }
        return try connection.unsafeRead(body)
    }
}
