import ECSWire
import Foundation
import GRDB
import GRDBSQLite

/// A value for a placeholder.
enum SQLiteValue: Sendable {
    case integer(Int)
    case text(String)
    /// Nil is NULL.
    case bytes(Data?)
}

/// A statement's current row, read where SQLite has it. Valid until the closure that it is handed to returns.
///
/// For what every Register, Deregister, Describe and List passes through: GRDB's rows copy each value twice and decode
/// it through several generic layers, which there costs more than the search.
struct SQLiteRow {
    fileprivate let statement: SQLiteStatement

    /// A column that holds a whole number.
    func integer(_ column: Int) -> Int { Int(sqlite3_column_int64(statement, CInt(column))) }

    /// A column that holds a whole number or NULL.
    func optionalInteger(_ column: Int) -> Int? {
        sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL ? nil : integer(column)
    }

    /// A column that holds text.
    func text(_ column: Int) -> String { String(decoding: buffer(column), as: UTF8.self) }

    /// A column that holds bytes or NULL.
    func bytes(_ column: Int) -> Data? {
        sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL ? nil : Data(buffer(column))
    }

    private func buffer(_ column: Int) -> UnsafeRawBufferPointer {
        // In this order: the first call may convert the value, the second one counts what came of it.
        let start = sqlite3_column_blob(statement, CInt(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, CInt(column))))
    }
}

extension Database {
    /// Runs a statement, prepared once for each connection, and hands every row to a closure.
    func each(_ sql: String, _ values: [SQLiteValue] = [], _ row: (SQLiteRow) throws -> Void = { _ in }) throws {
        let statement = try cachedStatement(sql: sql).sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, CInt(index + 1), statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try row(SQLiteRow(statement: statement))
            case SQLITE_DONE: return
            case let code: throw failure(code)
            }
        }
    }

    private func bind(_ value: SQLiteValue, _ index: CInt, _ statement: SQLiteStatement) throws {
        let code: CInt
        switch value {
        case .integer(let number): code = sqlite3_bind_int64(statement, index, Int64(number))
        case .text(var text):
            code = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(statement, index, $0.baseAddress, CInt($0.count), Self.copied)
                }
            }
        case .bytes(nil): code = sqlite3_bind_null(statement, index)
        case .bytes(let data?):
            code = data.withUnsafeBytes {
                sqlite3_bind_blob(statement, index, $0.baseAddress, CInt($0.count), Self.copied)
            }
        }
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// SQLITE_TRANSIENT, which is no constant in Swift: SQLite copies what is bound.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func failure(_ code: CInt) -> DatabaseError {
        let message = sqliteConnection.flatMap(sqlite3_errmsg).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}

extension Store {
    /// Runs a statement and hands every row to a closure.
    func each(
        _ sql: String, _ values: [SQLiteValue], _ row: (SQLiteRow) throws(ECSError) -> Void = { _ in }
    ) throws(ECSError) {
        do {
            try database.each(sql, values, row)
        } catch {
            throw Self.failure(error)
        }
    }
}
