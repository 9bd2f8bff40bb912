import Foundation
import Reconciler

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An exclusive lock on a mirror, across processes.
///
/// The system releases it when the process ends, however it ends.
struct MirrorLock {
    private let descriptor: CInt

    /// Acquires the lock without waiting.
    /// - Throws: if it is held elsewhere, or the lock file cannot be created.
    init(file: String) throws(ManifestSourceError) {
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ManifestSourceError("cannot create \(file): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ManifestSourceError(
                "\(file) is locked by another roster that is reading the same repository; try again later")
        }
    }

    /// Releases the lock.
    func release() {
        // Closing is not enough: a child process that is being started has a copy of the descriptor until it executes.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
