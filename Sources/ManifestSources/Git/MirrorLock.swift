import Foundation
import Reconciler

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to use a mirror, held by one reader at a time, in this program or another.
///
/// The system gives it up when the program ends, however it ends.
struct MirrorLock {
    private let descriptor: CInt

    /// Takes the right at once.
    /// - Throws: when somebody else has it, or the file that stands for it cannot be made.
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

    /// Gives the right back.
    func release() {
        // Closing is not enough: a program that is being started elsewhere holds a copy until it runs.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
