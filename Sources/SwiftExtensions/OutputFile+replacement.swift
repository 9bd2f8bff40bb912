#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

// Regular files.
extension OutputFile {
    /// Puts a file in the place of another, or of none, at once: nobody sees a part of it, and nothing else is left
    /// behind.
    ///
    /// - Parameter existing: of the file that is replaced, whose owner and mode are kept.
    static func replace(_ path: String, with bytes: [UInt8], keeping existing: stat?) throws(Problem) {
        // A file that may not be written is not replaced either.
        if existing != nil { try check(access(path, W_OK)) }
        let temporary = "\(folder(of: path))/.roster-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno) }
        do {
            defer { close(descriptor) }
            if let error = Descriptor.write(bytes, to: descriptor).error { throw Problem.system(error) }
            try settle(descriptor, like: existing)
            try check(rename(temporary, path))
        } catch {
            unlink(temporary)
            throw error as? Problem ?? .system(EIO)
        }
        synchronize(folder(of: path))
    }

    /// Gives a new file its owner and mode, and has it on the disk.
    private static func settle(_ descriptor: CInt, like existing: stat?) throws(Problem) {
        if let existing {
            // Only root can give a file to another user. Another group gets no more than everybody has.
            let keepsGroup =
                fchown(descriptor, existing.st_uid, existing.st_gid) == 0
                || fchown(descriptor, .max, existing.st_gid) == 0
            let others = existing.st_mode & 0o007
            let mode = keepsGroup ? existing.st_mode & 0o777 : existing.st_mode & 0o700 | others << 3 | others
            try check(fchmod(descriptor, mode))
        } else {
            // It cannot be read without being set; what others make in this moment is merely private.
            let mask = umask(0o077)
            umask(mask)
            try check(fchmod(descriptor, 0o666 & ~mask))
        }
        try check(fsync(descriptor))
    }

    /// Has the new name on the disk, as far as the file system can.
    private static func synchronize(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// What comes before the last slash.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func check(_ result: CInt) throws(Problem) {
        guard result == 0 else { throw .system(errno) }
    }
}
