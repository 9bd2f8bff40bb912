import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files of settings and tokens: regular ones, links followed, never waited for.
enum SmallFile {
    /// Why a file cannot be read; goes after its path.
    struct Problem: Error, Equatable {
        let what: String
    }

    /// The bytes of a file; nil when there is none, or something that is not a regular file.
    static func read(_ path: String, longest: Int) throws(Problem) -> Data? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if [ENOENT, ENOTDIR, EISDIR, ENXIO].contains(errno) { return nil }
            throw problem(errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes = Data()
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = systemRead(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw problem(errno) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= longest else { throw Problem(what: "is longer than \(longest) bytes") }
        }
    }

    private static func problem(_ code: CInt) -> Problem {
        switch code {
        case EACCES, EPERM: Problem(what: "may not be read: give this user permission to read it")
        default: Problem(what: "cannot be read: \(String(cString: strerror(code)))")
        }
    }
}

/// Within the enumeration, `read` is its own.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
