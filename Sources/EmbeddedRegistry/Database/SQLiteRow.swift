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

/// The current row of a statement, read in place. Valid only within the closure that it is passed to.
///
/// Used on the paths of Register, Deregister, Describe and List: GRDB's rows copy each value twice and decode it
/// through several generic layers, which costs more than the query itself.
struct SQLiteRow {
    fileprivate let statement: SQLiteStatement

    /// The value of an integer column.
    func integer(_ column: Int) -> Int { Int(sqlite3_column_int64(statement, CInt(column))) }

    /// The value of an integer column; nil for NULL.
    func optionalInteger(_ column: Int) -> Int? {
        sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL ? nil : integer(column)
    }

    /// The value of a text column.
    func text(_ column: Int) -> String { String(decoding: buffer(column), as: UTF8.self) }

    /// The value of a blob column; nil for NULL.
    func bytes(_ column: Int) -> Data? {
        sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL ? nil : Data(buffer(column))
    }

    private func buffer(_ column: Int) -> UnsafeRawBufferPointer {
        // The order matters: the first call may convert the value, the second returns the length of the result.
        let start = sqlite3_column_blob(statement, CInt(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, CInt(column))))
    }
}

extension Database {
    /// Runs a statement, prepared once for each connection, and passes each row to a closure.
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

    /// SQLITE_TRANSIENT, which Swift does not import: SQLite copies the bound value.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func failure(_ code: CInt) -> DatabaseError {
        let message = sqliteConnection.flatMap(sqlite3_errmsg).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}

extension Store {
    /// Runs a statement and passes each row to a closure.
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
