import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file of a registry, read without leaving a trace.
///
/// SQLite cannot do that by itself: a reader of a database in WAL mode creates files beside it, and leaves them there
/// if it may not write to the database.
struct RegistryFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Checks the file and those beside it, as far as they exist.
    ///
    /// - Throws: ``RegistryError/notRegular(file:)`` for a folder, a pipe, a socket or a device, which could block or
    ///   have no end.
    func requireRegular() throws(RegistryError) {
        for suffix in ["", "-wal", "-shm", "-journal", ".lock"] {
            var status = stat()
            guard stat(path + suffix, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
            throw .notRegular(file: path + suffix)
        }
    }

    /// Copies the database into a temporary one, which SQLite keeps in memory as far as it is small, and deletes.
    ///
    /// While another process uses the file, SQLite reads it. Otherwise the file is copied with what a killed process
    /// left in its log. An empty database if there is no file.
    func snapshot(_ configuration: GRDB.Configuration) throws -> DatabaseQueue {
        let copy = try DatabaseQueue(path: "", configuration: configuration)
        for _ in 1...5 {
            let state = State(of: path)
            guard state.database != nil else { return copy }
            if state.isInUse {
                var configuration = configuration
                configuration.readonly = true
                try DatabaseQueue(path: path, configuration: configuration).backup(to: copy)
                return copy
            }
            if try copyFiles(in: state, to: copy, configuration) { return copy }
        }
        throw RegistryError.busy(file: path)
    }

    /// Copies the files into a temporary folder, and the database from there. Returns false if they have changed
    /// meanwhile.
    private func copyFiles(
        in state: State, to copy: DatabaseQueue, _ configuration: GRDB.Configuration
    ) throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "registry.db").path
        do {
            try Self.copy(path, to: file)
            if state.log != nil { try Self.copy(path + "-wal", to: file + "-wal") }
        } catch  where State(of: path) != state {
            return false
        }
        guard State(of: path) == state else { return false }
        try DatabaseQueue(path: file, configuration: configuration).backup(to: copy)
        return true
    }

    /// Copies a file, which may be a link, into one that can be written.
    private static func copy(_ path: String, to copy: String) throws {
        let files = FileManager.default
        try files.copyItem(at: URL(filePath: path).resolvingSymlinksInPath(), to: URL(filePath: copy))
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
    }

    /// What tells whether the files are in use or have changed.
    private struct State: Equatable {
        let database: Stamp?
        /// SQLite's log of changes that are not in the database yet.
        let log: Stamp?
        let hasSharedMemory: Bool

        init(of path: String) {
            database = Stamp(path)
            log = Stamp(path + "-wal")
            hasSharedMemory = Stamp(path + "-shm") != nil
        }

        /// Whether a process has the database open, or has been killed.
        var isInUse: Bool { log != nil && hasSharedMemory }
    }

    /// Differs after each change to a file.
    private struct Stamp: Equatable {
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int

        /// Nil if there is no file.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec)
        }
    }
}
