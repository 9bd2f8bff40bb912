import ECSWire
import Foundation
import GRDB
import TaskDefinitions

/// The SQLite database below a registry: one writer, several readers, every commit synchronous.
struct RegistryDatabase: Sendable {
    private let connections: any DatabaseWriter
    private let commits: GroupCommit
    private let clock: @Sendable () -> Date

    /// Opens the database and migrates it.
    init(_ location: Registry.Location, clock: @escaping @Sendable () -> Date) throws(RegistryError) {
        let name =
            switch location {
            case .memory: ":memory:"
            case .file(let path): path
            }
        do {
            connections = try Self.open(location)
            try Schema.migrate(connections, name: name)
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
        commits = GroupCommit(connections)
        self.clock = clock
    }

    private static func open(_ location: Registry.Location) throws -> any DatabaseWriter {
        var configuration = Configuration()
        // Another process may hold the write lock for as long as one of its commits takes.
        configuration.busyMode = .timeout(10)
        guard case .file(let path) = location else { return try DatabaseQueue(configuration: configuration) }
        try Schema.refuseForeign(path)
        let pool = try DatabasePool(path: path, configuration: configuration)
        // A pool sets NORMAL once it is in WAL mode, which lets a power cut take acknowledged commits back.
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return pool
    }

    /// The database as one account and Region sees it.
    func transactions(in scope: RegistryScope) -> Transactions {
        Transactions(connections: connections, commits: commits, scope: scope, clock: clock)
    }
}

/// Runs operations of one account and Region, each in a transaction of its own.
struct Transactions: Sendable {
    fileprivate let connections: any DatabaseWriter
    fileprivate let commits: GroupCommit
    /// The account and Region.
    let scope: RegistryScope
    fileprivate let clock: @Sendable () -> Date

    /// Reads from a snapshot that holds every commit acknowledged before the call.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(ECSError) -> Value
    ) async throws(ECSError) -> Value {
        let outcome: Result<Value, ECSError>
        do {
            outcome = try await connections.read { database in
                let store = Store(database: database, scope: scope, now: Timestamp(clock()))
                do throws(ECSError) {
                    return .success(try body(store))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw Store.failure(error)
        }
        return try outcome.get()
    }

    /// Changes the database; when this returns, the change is on disk. When it throws, nothing has changed.
    func write(_ body: @escaping @Sendable (Store) throws(ECSError) -> Data) async throws(ECSError) -> Data {
        try await commits.commit { database throws(ECSError) in
            try body(Store(database: database, scope: scope, now: Timestamp(clock())))
        }
    }
}
