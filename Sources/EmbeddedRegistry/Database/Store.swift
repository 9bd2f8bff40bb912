import AWSWire
import ECSWire
import GRDB
import Model

/// The database inside one transaction, as one account and Region sees it. The tables' files extend it.
struct Store {
    /// Valid for as long as the transaction.
    let database: Database
    /// The account and Region.
    let scope: RegistryScope
    /// The time of the operation.
    let now: Timestamp
    /// What this registry does differently from another.
    let settings: Registry.Settings

    /// What the tables know the account and Region by.
    var scopeKey: String { "\(scope.account)/\(scope.region)" }

    /// The account and Region that the tables know by a key.
    static func scope(ofKey key: String) -> RegistryScope {
        let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
        let region = parts.last ?? ""
        return RegistryScope(
            partition: CredentialScope.partition(of: region), region: region, account: parts.first ?? "")
    }

    /// The first row of a query or of a change that returns one.
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

    /// A count.
    func count(_ sql: String, _ arguments: StatementArguments) throws(ECSError) -> Int {
        try first(sql, arguments)?[0] ?? 0
    }

    /// A change; returns the new row's number where it made one.
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments) throws(ECSError) -> Int64 {
        do {
            try database.cachedStatement(sql: sql).execute(arguments: arguments)
            return database.lastInsertedRowID
        } catch {
            throw Self.failure(error)
        }
    }

    /// What a caller hears of a database that failed: the reason, without the statement.
    static func failure(_ error: any Error) -> ECSError {
        if let error = error as? ECSError { return error }
        if error is CancellationError { return ECSError(.server, "The request was cancelled before its answer.") }
        let reason = (error as? DatabaseError)?.message ?? "\(error)"
        return ECSError(.server, "The registry's database failed: \(reason)")
    }
}
