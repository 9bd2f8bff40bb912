import ECSWire
import Foundation
import GRDB
import Testing

@testable import EmbeddedRegistry

/// What the database stores, refuses and survives.
@Suite struct DatabaseTests {
    @Test func whatWasAcknowledgedIsThereAfterReopening() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "r.db").path
            do {
                let registry = try TestRegistry(.file(file))
                for _ in 1...3 { try await registry.register("web") }
                try await registry.deregister("web:3")
            }
            let reopened = try TestRegistry(.file(file))
            #expect(try await reopened.revisions("") == ["web:1", "web:2"])
            #expect(try await reopened.register("web").revision == 4)
        }
    }

    @Test func everyCommitIsSynchronous() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "r.db").path
            let database = try RegistryDatabase(.file(file), clock: { Date() })
            let scope = RegistryDatabase.testScope
            let answer = try await database.transactions(in: scope).write { store throws(ECSError) in
                let synchronous = try store.count("PRAGMA synchronous", [])
                let mode: String = try store.first("PRAGMA journal_mode", [])?[0] ?? ""
                return Data("\(synchronous) \(mode)".utf8)
            }
            // 2 is FULL.
            #expect(String(decoding: answer, as: UTF8.self) == "2 wal")
        }
    }

    @Test func concurrentRegistrationsGetConsecutiveNumbers() async throws {
        try await withTemporaryFolder { folder in
            let file = Registry.Location.file(folder.appending(path: "r.db").path)
            // Two registries on one file, as two processes would have them.
            let registries = [try TestRegistry(file), try TestRegistry(file)]
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<60 {
                    group.addTask { try await registries[index % 2].register("web").revision ?? 0 }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted() == Array(1...60))
        }
    }

    /// Callers that come back at once, and some that do not: none is forgotten, neither by a commit that waits for as
    /// many as came last time nor by one that has waited long enough.
    @Test(arguments: [1, 2, 30])
    func everyCallerIsAnswered(callers: Int) async throws {
        try await withTemporaryFolder { folder in
            let transactions = try RegistryDatabase(
                .file(folder.appending(path: "r.db").path), clock: { Date() }
            ).transactions(in: RegistryDatabase.testScope)
            try await withThrowingTaskGroup { group in
                for caller in 0..<callers {
                    group.addTask {
                        for index in 0...(caller * 2) {
                            _ = try await transactions.write { store throws(ECSError) in
                                try store.run(
                                    "INSERT INTO clusters (scope, name, json) VALUES ('s', ?, '{}')",
                                    ["\(caller)-\(index)"])
                                return Data()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let count = try transactions.read { store throws(ECSError) in
                try store.count("SELECT count(*) FROM clusters", [])
            }
            #expect(count == callers * callers)
        }
    }

    @Test func aFailingChangeUndoesItselfAloneInASharedCommit() async throws {
        let transactions = try RegistryDatabase(.memory, clock: { Date() }).transactions(
            in: RegistryDatabase.testScope)
        await withTaskGroup { group in
            for index in 0..<50 {
                group.addTask {
                    _ = try? await transactions.write { store throws(ECSError) in
                        try store.run(
                            "INSERT INTO clusters (scope, name, json) VALUES ('s', ?, '{}')", ["c\(index)"])
                        if index.isMultiple(of: 2) { throw ECSError(.client, "undone") }
                        return Data()
                    }
                }
            }
        }
        let names = try transactions.read { store throws(ECSError) in
            try store.all("SELECT name FROM clusters", []).map { $0[0] as String }
        }
        #expect(Set(names) == Set((0..<50).filter { !$0.isMultiple(of: 2) }.map { "c\($0)" }))
    }

    @Test func aDatabaseThatFailsIsAnAnswerToo() async throws {
        let transactions = try RegistryDatabase(.memory, clock: { Date() }).transactions(
            in: RegistryDatabase.testScope)
        let error = await #expect(throws: ECSError.self) {
            try await transactions.write { store throws(ECSError) in
                try store.run("INSERT INTO nowhere VALUES (1)", [])
                return Data()
            }
        }
        #expect(error == ECSError(.server, "The registry's database failed: no such table: nowhere"))
        #expect(error?.status == 500)
    }

    @Test(arguments: [
        Store.pinned, Store.newestActive, Store.revisionsOfFamily(false), Store.revisionsOfFamily(true),
        Store.revisionsBeyondFamily(false), Store.revisionsBeyondFamily(true),
    ])
    func neverScansOrSorts(query: String) async throws {
        let transactions = try RegistryDatabase(.memory, clock: { Date() }).transactions(
            in: RegistryDatabase.testScope)
        let steps = try transactions.read { store throws(ECSError) in
            let placeholders = query.count { $0 == "?" }
            let rows = try store.all(
                "EXPLAIN QUERY PLAN \(query)", StatementArguments(Array(repeating: 1, count: placeholders)))
            return rows.map { $0["detail"] as String }
        }
        #expect(!steps.isEmpty)
        #expect(!steps.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") }, "\(steps)")
    }

    @Test func refusesFilesThatAreNotItsOwn() async throws {
        try await withTemporaryFolder { folder in
            let text = folder.appending(path: "notes.txt").path
            try Data(String(repeating: "not a database\n", count: 100).utf8).write(to: URL(filePath: text))
            #expect(throws: RegistryError.damaged(file: text, reason: "file is not a database")) {
                try Registry(database: .file(text))
            }
            let other = folder.appending(path: "other.db").path
            try await DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE theirs (id)") }
            #expect(throws: RegistryError.foreign(file: other)) { try Registry(database: .file(other)) }
            let nowhere = folder.appending(path: "no/such/folder/r.db").path
            #expect {
                try Registry(database: .file(nowhere))
            } throws: { error in
                "\(error)".contains(nowhere) && "\(error)".contains("check that its folder exists")
            }
        }
    }

    @Test(arguments: ["", "12345678901", "12345678901x"])
    func refusesOtherAccounts(account: String) {
        #expect(throws: RegistryError.invalidAccount(account)) { try Registry(database: .memory, account: account) }
    }
}
