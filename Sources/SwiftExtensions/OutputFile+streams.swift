#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

// Pipes, sockets, devices and open descriptors.
extension OutputFile {
    /// The open descriptor that a path names, or standard output or standard error if the path leads to where they go.
    static func descriptor(behind path: String) throws(Problem) -> CInt? {
        if let named = number(in: path) {
            // What the program has opened for itself was not meant.
            guard Descriptor.isWritable(named), Descriptor.isInherited(named),
                named <= STDERR_FILENO || fcntl(named, F_GETFD) & FD_CLOEXEC == 0
            else { throw .system(EBADF) }
            return named
        }
        var (target, status) = (stat(), stat())
        guard stat(path, &target) == 0 else { return nil }
        return [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
            Descriptor.isWritable(descriptor) && fstat(descriptor, &status) == 0 && status.st_dev == target.st_dev
                && status.st_ino == target.st_ino
        }
    }

    private static func number(in path: String) -> CInt? {
        switch path {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        default:
            let folder = ["/dev/fd/", "/proc/self/fd/"].first { path.hasPrefix($0) }
            return folder.flatMap { CInt(path.dropFirst($0.count)) }
        }
    }

    /// Opens a pipe or a device; never waits longer than for the reader of a pipe.
    static func opened(_ path: String, within limit: Duration) throws(Problem) -> CInt {
        let start = ContinuousClock.now
        while true {
            let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
            if descriptor >= 0 { return descriptor }
            guard errno == ENXIO || errno == EINTR else { throw .system(errno) }
            guard ContinuousClock.now - start < limit else { throw .noReader(after: limit) }
            _ = poll(nil, 0, 50)
        }
    }

    /// Connects to a local socket.
    static func connected(to path: String) throws(Problem) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            guard name.count < bytes.count else { return false }
            bytes.copyBytes(from: name)
            return true
        }
        guard fits else { throw .system(ENAMETOOLONG) }
        #if canImport(Glibc)
            let stream = CInt(SOCK_STREAM.rawValue)
        #else
            let stream = CInt(SOCK_STREAM)
        #endif
        let descriptor = socket(AF_UNIX, stream, 0)
        guard descriptor >= 0 else { throw .system(errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let error = errno
            close(descriptor)
            throw .system(error)
        }
        return descriptor
    }

    /// Sends everything, and closes the descriptor.
    static func sending(_ bytes: [UInt8], through descriptor: CInt, _ limit: Duration) throws(Problem) {
        defer { close(descriptor) }
        try send(bytes, to: descriptor, limit)
    }

    /// Sends everything.
    static func send(_ bytes: [UInt8], to descriptor: CInt, _ limit: Duration) throws(Problem) {
        switch Descriptor.write(bytes, to: descriptor, until: { $0 >= limit }).error {
        case nil: return
        case ETIMEDOUT?: throw .stalled(after: limit)
        case let error?: throw .system(error)
        }
    }
}
