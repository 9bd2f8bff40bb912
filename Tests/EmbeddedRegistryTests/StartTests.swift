import ECSWire
import Foundation
import GRDB
import Model
import Testing

@testable import EmbeddedRegistry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a registry can find when it starts: half-created files, other registries that start too.
@Suite struct StartTests {
    @Test func opensWhatAKillLeftOfTheFirstStart() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "r.db").path
            try await DatabaseQueue(path: file).write { database in
                try database.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
            }
            let registry = try TestRegistry(.file(file))
            #expect(try await registry.register("web").revision == 1)
        }
    }

    @Test func manyMayStartOnOneNewFileAtATime() async throws {
        try await withTemporaryFolder { folder in
            for round in 1...5 {
                let file = folder.appending(path: "r\(round).db").path
                try await withThrowingTaskGroup { group in
                    for _ in 1...8 {
                        group.addTask { _ = try await TestRegistry(.file(file)).register("web") }
                    }
                    try await group.waitForAll()
                }
                #expect(try await TestRegistry(.file(file)).revisions("").count == 8)
            }
        }
    }

    @Test func theLockIsHeldByOneAtATime() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "r.db").path
            let held = try StartLock(database: file)
            let descriptor = open(file + ".lock", O_RDWR)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0)
            held.release()
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        }
    }

    @Test func aStatusThatIsNoneIsAFailure() throws {
        let transactions = try RegistryDatabase(.memory, clock: { Date() }).transactions(
            in: RegistryDatabase.testScope)
        #expect(throws: ECSError(.server, "The registry's database holds no valid status for web:7.")) {
            try transactions.query { store throws(ECSError) in
                try store.each("SELECT 1, 7, 'LOST', 0, NULL, NULL, x'7B7D'", []) { row throws(ECSError) in
                    guard let family = try? Family("web") else { return }
                    _ = try StoredRevision(row, family)
                }
            }
        }
    }

    @Test func cancellationIsNoFailureOfTheDatabase() {
        #expect(
            Store.failure(CancellationError()) == ECSError(.server, "The request was cancelled before its response."))
    }
}
