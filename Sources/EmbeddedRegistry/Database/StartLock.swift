import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to make or migrate a database, held by one registry at a time, in this program or another.
///
/// The system gives it up when the program ends, however it ends. The file `<database>.lock` that stands for it stays:
/// whoever removed it might take it from under another.
struct StartLock {
    private let descriptor: CInt

    /// Waits until nobody else has it.
    /// - Throws: ``RegistryError/cannotOpen(file:reason:)`` when the lock's file cannot be made.
    init(database path: String) throws(RegistryError) {
        descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotOpen(file: path, reason: "\(path).lock: \(String(cString: strerror(errno)))")
        }
        while flock(descriptor, LOCK_EX) != 0 {
            // A signal may end the waiting.
            guard errno == EINTR else {
                let reason = String(cString: strerror(errno))
                close(descriptor)
                throw .cannotOpen(file: path, reason: "\(path).lock: \(reason)")
            }
        }
    }

    /// Gives the right back.
    func release() {
        // Closing is not enough: a program that is being started elsewhere holds a copy until it runs.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
