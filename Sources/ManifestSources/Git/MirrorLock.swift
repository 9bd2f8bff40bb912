import Foundation
import Reconciler
import SwiftExtensions

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

    /// How long a command waits for another one.
    static let patience = Duration.seconds(30)
    private static let pause = Duration.milliseconds(50)

    /// Waits until nobody else holds the lock.
    ///
    /// - Throws: after ``patience``; if the lock file cannot be created; and when the task is cancelled.
    static func acquire(_ file: String, time: TimeSource) async throws(ManifestSourceError) -> MirrorLock {
        let deadline = time.uptime() + patience
        while true {
            if let lock = try MirrorLock(file) { return lock }
            guard time.uptime() < deadline else {
                throw ManifestSourceError(
                    """
                    another roster has been reading the same repository for \(patience.components.seconds) s, and has \
                    locked \(file): wait for it, and try again
                    """)
            }
            do {
                try await time.sleep(pause)
            } catch {
                throw ManifestSourceError("interrupted while another roster was reading the same repository")
            }
        }
    }

    /// Acquires the lock without waiting; nil if somebody else holds it.
    private init?(_ file: String) throws(ManifestSourceError) {
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw ManifestSourceError("cannot open \(file): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK || reason == EINTR else {
                throw ManifestSourceError("cannot lock \(file): \(String(cString: strerror(reason)))")
            }
            return nil
        }
    }

    /// Releases the lock.
    func release() {
        // Closing is not enough: a child process that is being started has a copy of the descriptor until it executes.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
