import AWSWire
import ECSWire
import GRDB
import Model

/// The database within one transaction, as seen by one account and Region. Each resource extends it.
struct Store {
    /// Valid for the duration of the transaction.
    let database: Database
    let scope: RegistryScope
    /// The time of the operation.
    let now: Timestamp
    let settings: Registry.Settings

    /// The account and Region as the tables store them.
    var scopeKey: String { "\(scope.account)/\(scope.region)" }

    /// The inverse of ``scopeKey``.
    static func scope(ofKey key: String) -> RegistryScope {
        let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
        let region = parts.last ?? ""
        return RegistryScope(
            partition: Partition.of(region: region).name, region: region, account: parts.first ?? "")
    }

    /// The first row of a query, or of a change that returns one.
    func first(_ sql: String, _ arguments: StatementArguments) throws(ECSError) -> Row? {
        do {
            return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
        } catch {
            throw Self.failure(error)
        }
    }

    /// All rows of a query.
    func all(_ sql: String, _ arguments: StatementArguments) throws(ECSError) -> [Row] {
        do {
            return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Runs a change. Returns the ID of the inserted row, if there is one.
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments) throws(ECSError) -> Int64 {
        do {
            try database.cachedStatement(sql: sql).execute(arguments: arguments)
            return database.lastInsertedRowID
        } catch {
            throw Self.failure(error)
        }
    }

    /// The error for a failed database: SQLite's reason without the statement.
    static func failure(_ error: any Error) -> ECSError {
        if let error = error as? ECSError { return error }
        if error is CancellationError { return ECSError(.server, "The request was cancelled before its response.") }
        let reason = (error as? DatabaseError)?.message ?? "\(error)"
        return ECSError(.server, "The registry's database failed: \(reason)")
    }
}
