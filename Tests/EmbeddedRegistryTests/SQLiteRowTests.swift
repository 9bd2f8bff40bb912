import ECSWire
import Foundation
import GRDB
import Testing

@testable import EmbeddedRegistry

/// Statements that bypass GRDB's rows.
@Suite struct SQLiteRowTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        try database.write { database in
            try database.each(
                "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER, bytes BLOB)")
        }
    }

    private func add(_ name: String, _ size: Int, _ bytes: Data?) throws {
        try database.write { database in
            try database.each(
                "INSERT INTO things (name, size, bytes) VALUES (?, ?, ?)",
                [.text(name), .integer(size), .bytes(bytes)])
        }
    }

    @Test func everyValueComesBack() throws {
        let sent: [(name: String, size: Int, bytes: Data?)] = [
            ("", .min, nil), ("a\u{0}b é😀 a name that is too long to be kept in place", .max, Data([0, 255, 0])),
            ("c", 0, Data(repeating: 7, count: 100_000)),
        ]
        for (name, size, bytes) in sent { try add(name, size, bytes) }
        var found: [(name: String, size: Int, bytes: Data?)] = []
        try database.read { database in
            try database.each("SELECT name, size, bytes FROM things ORDER BY id") { row in
                found.append((row.text(0), row.integer(1), row.bytes(2)))
            }
        }
        #expect(found.map(\.name) == sent.map(\.name))
        #expect(found.map(\.size) == sent.map(\.size))
        #expect(found.map(\.bytes) == sent.map(\.bytes))
    }

    @Test func nullIsNothing() throws {
        var found: [Int?] = [0]
        try database.read { database in
            try database.each("SELECT NULL, 5") { row in found = [row.optionalInteger(0), row.optionalInteger(1)] }
        }
        #expect(found == [nil, 5])
    }

    @Test func aStatementThatFailedCanBeRunAgain() throws {
        try add("a", 1, nil)
        let error = #expect(throws: DatabaseError.self) { try add("a", 2, nil) }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(error?.message == "UNIQUE constraint failed: things.name")
        try add("b", 3, nil)
        #expect(throws: CancellationError.self) {
            try database.read { try $0.each("SELECT id FROM things") { _ in throw CancellationError() } }
        }
        var count = 0
        try database.read { try $0.each("SELECT id FROM things") { _ in count += 1 } }
        #expect(count == 2)
    }
}
