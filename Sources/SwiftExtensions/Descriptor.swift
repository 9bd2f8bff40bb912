import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes to open descriptors, whether they block or not.
package enum Descriptor {
    /// The size up to which a write to a pipe that is ready is taken whole, so that it does not block.
    private static let chunk = 4096

    /// Writes everything, and waits without turning in circles while the other end takes nothing.
    ///
    /// - Parameter isGivenUp: asked a few times a second while it waits, with the time since something was taken.
    /// - Returns: how many bytes were written, and the error number if that is not all of them: ETIMEDOUT when given
    ///   up.
    package static func write(
        _ bytes: [UInt8], to descriptor: CInt, until isGivenUp: (Duration) -> Bool = { _ in false }
    ) -> (count: Int, error: CInt?) {
        // The wrong end of a pipe is never ready.
        guard isWritable(descriptor) else { return (0, EBADF) }
        // A terminal is ready as soon as there is room for a byte, and blocks if there is no more.
        let chunk = isatty(descriptor) == 1 ? 1 : chunk
        var written = 0
        var (lastTaken, isWaiting) = (ContinuousClock.now, false)
        while written < bytes.count {
            // The first look takes no time, for those who do not wait.
            if let error = waitUntilWritable(descriptor, isWaiting ? 200 : 0) {
                guard error == EAGAIN else { return (written, error) }
                if isGivenUp(ContinuousClock.now - lastTaken) { return (written, ETIMEDOUT) }
                isWaiting = true
                continue
            }
            let count = bytes[written..<min(written + chunk, bytes.count)].withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                written += count
                (lastTaken, isWaiting) = (.now, false)
            } else if count < 0, errno == EAGAIN {
                // Somebody else filled it first.
                _ = poll(nil, 0, 10)
                if isGivenUp(ContinuousClock.now - lastTaken) { return (written, ETIMEDOUT) }
            } else if count == 0 || errno != EINTR {
                return (written, count == 0 ? EIO : errno)
            }
        }
        return (written, nil)
    }

    /// What became of the bytes that were written to a pipe.
    package enum Reading {
        /// Its readers have taken everything, or nobody can tell, as for anything but a pipe.
        case taken
        /// Some is still in it.
        case waiting
        /// Its readers have ended without taking everything.
        case lost
    }

    /// What became so far of the bytes that were written to a pipe; cannot be told on all systems. Gives its readers
    /// ten milliseconds.
    package static func reading(of descriptor: CInt) -> Reading {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO, hasUnread(descriptor)
        else { return .taken }
        var request = pollfd(fd: descriptor, events: 0, revents: 0)
        let isClosed = poll(&request, 1, 10) == 1 && request.revents & Int16(POLLERR) != 0
        // Asked last, since a reader may take the rest and end.
        guard hasUnread(descriptor) else { return .taken }
        return isClosed ? .lost : .waiting
    }

    private static func hasUnread(_ pipe: CInt) -> Bool {
        var count: CInt = 0
        return ioctl(pipe, UInt(FIONREAD), &count) == 0 && count > 0
    }

    /// Whether it is open.
    package static func isOpen(_ descriptor: CInt) -> Bool { fcntl(descriptor, F_GETFD) >= 0 }

    /// Whether it is open for writing.
    static func isWritable(_ descriptor: CInt) -> Bool {
        let flags = fcntl(descriptor, F_GETFL)
        return flags >= 0 && flags & O_ACCMODE != O_RDONLY
    }

    /// Those that were open when the program started, as far as the shell's syntax names them; nil if nobody looked.
    private static let inherited = Mutex<Set<CInt>?>(nil)

    /// Whether a descriptor comes from whoever started the program.
    static func isInherited(_ descriptor: CInt) -> Bool { inherited.withLock { $0?.contains(descriptor) ?? true } }

    /// Remembers what is inherited; then opens `/dev/null` for each standard descriptor that is closed, such that using
    /// it fails as before: a database or a socket would get its number otherwise, and the output with it.
    package static func reserveStandard() {
        inherited.withLock { $0 = Set((0..<256).filter { isOpen($0) }) }
        for (descriptor, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where !isOpen(descriptor) {
            // The lowest number that is free is this one.
            _ = open("/dev/null", flags)
        }
    }

    /// Nil when something can be written, or the attempt says why not; EAGAIN when the time is up.
    private static func waitUntilWritable(_ descriptor: CInt, _ milliseconds: CInt) -> CInt? {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let ready = poll(&request, 1, milliseconds)
        if ready > 0 { return nil }
        return ready == 0 || errno == EINTR ? EAGAIN : errno
    }
}

/// `write(2)`, whose name the members of ``Descriptor`` hide.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
