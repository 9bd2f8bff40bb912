import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The lock for creating or migrating a database, held by one registry at a time across processes.
///
/// The system releases it when the process ends, in whatever way. The lock file `<database>.lock` is never deleted:
/// deleting it could remove a file that another process has just locked.
struct StartLock {
    private let descriptor: CInt

    /// Waits for the lock.
    /// - Throws: ``RegistryError/cannotOpen(file:reason:)`` if the lock file cannot be created.
    init(database path: String) throws(RegistryError) {
        descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotOpen(file: path, reason: "\(path).lock: \(String(cString: strerror(errno)))")
        }
        while flock(descriptor, LOCK_EX) != 0 {
            // A signal may interrupt the call.
            guard errno == EINTR else {
                let reason = String(cString: strerror(errno))
                close(descriptor)
                throw .cannotOpen(file: path, reason: "\(path).lock: \(reason)")
            }
        }
    }

    /// Releases the lock.
    func release() {
        // Closing is not enough: a child process that is being spawned holds a copy of the descriptor until it runs.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
