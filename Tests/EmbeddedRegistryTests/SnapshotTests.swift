import ECSWire
import Foundation
import GRDB
import Testing

@testable import EmbeddedRegistry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A snapshot shows what the file has, and leaves the folder as it is.
@Suite struct SnapshotTests {
    /// The names and contents of a folder's files, but not those of the memory that SQLite's processes share.
    private func contents(_ folder: URL) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("r.db") }
        return Dictionary(
            uniqueKeysWithValues: try names.map {
                ($0, $0.hasSuffix("-shm") ? Data() : try Data(contentsOf: folder.appending(path: $0)))
            })
    }

    /// Opens a snapshot, and expects that the folder's files have not changed.
    private func revisions(_ folder: URL) async throws -> [String] {
        let before = try contents(folder)
        let registry = try TestRegistry(.snapshot(of: folder.appending(path: "r.db").path))
        let revisions = try await registry.revisions("")
        // Only the snapshot changes.
        try await registry.register("web")
        #expect(try contents(folder) == before)
        return revisions
    }

    /// Copies the files of an open registry, as a kill leaves them.
    private func copy(_ names: String..., from folder: URL, to other: URL) throws {
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        for name in names {
            try FileManager.default.copyItem(at: folder.appending(path: name), to: other.appending(path: name))
        }
    }

    @Test func isEmptyWithoutAFile() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await revisions(folder) == [])
            let registry = try TestRegistry(.snapshot(of: folder.appending(path: "no/such/folder/r.db").path))
            #expect(try await registry.revisions("") == [])
            #expect(try contents(folder).isEmpty)
        }
    }

    @Test func showsAFileThatNobodyUses() async throws {
        try await withTemporaryFolder { folder in
            do {
                let registry = try TestRegistry(.file(folder.appending(path: "r.db").path))
                for _ in 1...3 { try await registry.register("web") }
            }
            #expect(try contents(folder).keys.sorted() == ["r.db", "r.db.lock"])
            #expect(try await revisions(folder) == ["web:1", "web:2", "web:3"])
            let link = folder.appending(path: "link")
            try FileManager.default.createDirectory(at: link, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: link.appending(path: "r.db"), withDestinationURL: folder.appending(path: "r.db"))
            #expect(try await revisions(link).count == 3)
        }
    }

    @Test func showsWhatAnotherProcessHasCommitted() async throws {
        try await withTemporaryFolder { folder in
            let registry = try TestRegistry(.file(folder.appending(path: "r.db").path))
            for number in 1...3 {
                try await registry.register("web")
                #expect(try await revisions(folder).count == number)
            }
            #expect(try contents(folder)["r.db-wal"]?.isEmpty == false, "the log has not been written back")
        }
    }

    @Test func showsWhatAKillLeftInTheLog() async throws {
        try await withTemporaryFolder { folder in
            let registry = try TestRegistry(.file(folder.appending(path: "r.db").path))
            for _ in 1...3 { try await registry.register("web") }
            let (some, all) = (folder.appending(path: "some"), folder.appending(path: "all"))
            try copy("r.db", "r.db-wal", from: folder, to: some)
            try copy("r.db", "r.db-wal", "r.db-shm", from: folder, to: all)
            #expect(try await revisions(some).count == 3)
            #expect(try await revisions(all).count == 3)
        }
    }

    @Test func migratesOnlyTheCopy() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "r.db").path
            do {
                let old = try DatabaseQueue(path: file)
                try Schema.migrator.migrate(old, upTo: "1: task definitions, clusters, services, tasks")
                try await old.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = 1381192786") }
            }
            #expect(try await revisions(folder) == [])
            let names = try await DatabaseQueue(path: file).read { try Schema.migrator.appliedMigrations($0) }
            #expect(names.count == 1)
        }
    }

    @Test func refusesWhatIsNoRegistry() async throws {
        try await withTemporaryFolder { folder in
            let text = folder.appending(path: "notes.txt").path
            try Data(String(repeating: "not a database\n", count: 100).utf8).write(to: URL(filePath: text))
            #expect(throws: RegistryError.damaged(file: text, reason: "file is not a database")) {
                try Registry(database: .snapshot(of: text))
            }
            let other = folder.appending(path: "other.db").path
            try await DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE theirs (id)") }
            #expect(throws: RegistryError.foreign(file: other)) { try Registry(database: .snapshot(of: other)) }
        }
    }

    /// Opening a pipe would wait for a writer.
    @Test(arguments: [true, false])
    func refusesWhatIsNoFile(isSnapshot: Bool) async throws {
        try await withTemporaryFolder { folder in
            let pipe = folder.appending(path: "pipe").path
            #expect(mkfifo(pipe, 0o600) == 0)
            let link = folder.appending(path: "link").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: pipe)
            for path in [pipe, link, folder.path] {
                #expect(throws: RegistryError.notRegular(file: path)) {
                    try Registry(database: isSnapshot ? .snapshot(of: path) : .file(path))
                }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["link", "pipe"])
            let file = folder.appending(path: "r.db").path
            for suffix in ["-wal", "-shm", "-journal", ".lock"] {
                try FileManager.default.createSymbolicLink(atPath: file + suffix, withDestinationPath: pipe)
                #expect(throws: RegistryError.notRegular(file: file + suffix)) {
                    try Registry(database: isSnapshot ? .snapshot(of: file) : .file(file))
                }
                try FileManager.default.removeItem(atPath: file + suffix)
            }
        }
    }
}
