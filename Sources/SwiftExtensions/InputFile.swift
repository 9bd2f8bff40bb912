#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads a file that the user has named.
package enum InputFile {
    /// Returns the bytes of a regular file, or of a pipe that the shell has opened, as in `--config <(command)`. Any
    /// other pipe could have no writer, and nothing here waits for one.
    ///
    /// - Parameter maximumBytes: nothing longer is read whole.
    package static func read(_ path: String, maximumBytes: Int) throws(RegularFile.Failure) -> [UInt8] {
        do {
            return try RegularFile.read(path, maximumBytes: maximumBytes, followsLinks: true)
        } catch .notRegular where isDescriptor(path) {
            return try readToEnd(path, maximumBytes)
        }
    }

    private static func isDescriptor(_ path: String) -> Bool {
        ["/dev/fd/", "/proc/self/fd/", "/dev/stdin"].contains { path.hasPrefix($0) }
    }

    private static func readToEnd(_ path: String, _ limit: Int) throws(RegularFile.Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = systemRead(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw .tooLong }
        }
    }
}

/// `read(2)`, whose name the members of ``InputFile`` hide.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
