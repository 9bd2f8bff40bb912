import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// The SQLite database of a registry: one writer, several readers, synchronous commits.
struct RegistryDatabase: Sendable {
    private let readers: ReaderPool
    private let commits: GroupCommit
    private let settings: Registry.Settings
    /// How far tests had moved the clock when the database was opened, in seconds.
    let clockOffset: TimeInterval
    private let clock: @Sendable () -> Date

    /// Opens the database and migrates it.
    init(
        _ location: Registry.Location, settings: Registry.Settings = Registry.Settings(),
        clock: @escaping @Sendable () -> Date
    ) throws(RegistryError) {
        let name =
            switch location {
            case .memory: ":memory:"
            case .file(let path), .snapshot(let path): path
            }
        do {
            if location != .memory { try RegistryFile(name).requireRegular() }
            let lock: StartLock? = if case .file(let path) = location { try StartLock(database: path) } else { nil }
            defer { lock?.release() }
            let writer: DatabaseQueue
            (writer, readers) = try Self.open(location)
            try Schema.migrate(writer, name: name)
            clockOffset = try writer.read { try TimeInterval.fetchOne($0, sql: "SELECT lead FROM clock") } ?? 0
            commits = GroupCommit(writer)
        } catch let error as RegistryError {
            throw error
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                throw .damaged(file: name, reason: error.message ?? "")
            default:
                throw .cannotOpen(file: name, reason: error.message ?? "\(error.resultCode)")
            }
        } catch {
            throw .cannotOpen(file: name, reason: "\(error)")
        }
        self.settings = settings
        self.clock = clock
    }

    /// The page cache of a connection, in KiB: about 32 MiB in all for the writer and as many readers as there are
    /// processors. The inner pages of a million revisions take five.
    private static let cacheSize = max(2048, 32 * 1024 / (ProcessInfo.processInfo.activeProcessorCount + 2))

    private static func open(_ location: Registry.Location) throws -> (writer: DatabaseQueue, readers: ReaderPool) {
        var configuration = Configuration()
        // Another process may hold the write lock for the duration of a commit.
        configuration.busyMode = .timeout(10)
        let path: String
        switch location {
        case .memory:
            let connection = try DatabaseQueue(configuration: configuration)
            return (connection, ReaderPool(sharing: connection))
        case .snapshot(let file):
            let connection = try RegistryFile(file).snapshot(configuration)
            try Schema.rejectForeign(connection, name: file)
            return (connection, ReaderPool(sharing: connection))
        case .file(let file): path = file
        }
        try Schema.rejectForeignFile(path)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -\(cacheSize)") }
        let readers = ReaderPool(path: path, configuration)
        configuration.journalMode = .wal
        let writer = try DatabaseQueue(path: path, configuration: configuration)
        // In WAL mode GRDB sets NORMAL, with which a power cut can undo acknowledged commits. A log longer than
        // SQLite's default of 1000 pages writes frequently changed pages back less often.
        try writer.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000")
        }
        return (writer, readers)
    }

    /// Saves how far tests have moved the clock, in seconds.
    func save(clockOffset offset: TimeInterval) async throws(ECSError) {
        _ = try await commits.commit { database throws(ECSError) in
            do {
                try database.execute(
                    sql: """
                        INSERT INTO clock VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET lead = max(lead, excluded.lead)
                        """, arguments: [offset])
            } catch {
                throw Store.failure(error)
            }
            return Data()
        }
    }

    /// Empties every table, in one transaction.
    func reset() async throws(ECSError) {
        _ = try await commits.commit { database throws(ECSError) in
            do {
                // Checked at the end of the transaction, when no row refers to another any more.
                try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
                let tables = try String.fetchAll(
                    database,
                    sql: """
                        SELECT name FROM sqlite_master
                        WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'grdb_migrations'
                        """)
                for table in tables { try database.execute(sql: "DELETE FROM \(table.quotedDatabaseIdentifier)") }
            } catch {
                throw Store.failure(error)
            }
            return Data()
        }
    }

    /// The database as seen by one account and Region.
    func transactions(in scope: RegistryScope) -> Transactions {
        Transactions(readers: readers, commits: commits, scope: scope, settings: settings, clock: clock)
    }
}

/// Runs operations of one account and Region, each in its own transaction.
struct Transactions: Sendable {
    fileprivate let readers: ReaderPool
    fileprivate let commits: GroupCommit
    let scope: RegistryScope
    fileprivate let settings: Registry.Settings
    fileprivate let clock: @Sendable () -> Date

    /// Reads from a snapshot that includes every commit acknowledged before the call. Runs on the caller's thread.
    func read<Value>(_ body: (Store) throws(ECSError) -> Value) throws(ECSError) -> Value {
        do {
            return try readers.read { database in
                try body(store(database))
            }
        } catch {
            throw Store.failure(error)
        }
    }

    /// Like ``read(_:)``, for a single query, which is a snapshot by itself.
    func query<Value>(_ body: (Store) throws(ECSError) -> Value) throws(ECSError) -> Value {
        do {
            return try readers.query { database in
                try body(store(database))
            }
        } catch {
            throw Store.failure(error)
        }
    }

    /// Changes the database. On return the change is on disk; if it throws, nothing has changed.
    func write(_ body: @escaping @Sendable (Store) throws(ECSError) -> Data) async throws(ECSError) -> Data {
        try await commits.commit { database throws(ECSError) in
            try body(store(database))
        }
    }

    /// Carries out everything that is due by now, in batches, so that others can write in between. Costs three look-ups
    /// if nothing is due.
    func catchUp() async throws(ECSError) {
        while try read({ store throws(ECSError) in try store.isBehind() }) {
            _ = try await write { store throws(ECSError) in
                try store.catchUp(atMost: Store.catchUpBatchSize)
                return Data()
            }
        }
    }

    private func store(_ database: Database) -> Store {
        Store(database: database, scope: scope, now: Timestamp(clock()), settings: settings)
    }
}
