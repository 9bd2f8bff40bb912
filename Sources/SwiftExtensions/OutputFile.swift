#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes the file that a user has named, whatever it is.
package enum OutputFile {
    /// Writes all of it, or leaves a regular file as it was.
    ///
    /// A regular file is replaced at once, and keeps its mode and its owner; a new one gets the mode that the umask
    /// allows. A symbolic link is followed, also one whose target is yet to be made. A pipe, a socket or a device is
    /// written to, and so is the descriptor itself if the path names one (`/dev/fd/3`) or leads to where standard
    /// output or standard error go.
    ///
    /// - Parameters:
    ///   - opening: how long a pipe may have no reader.
    ///   - stalled: how long a reader may take nothing.
    package static func write(
        _ text: String, to path: String, opening: Duration = .seconds(5), stalled: Duration = .seconds(60)
    ) throws(OutputFileError) {
        let bytes = Array(text.utf8)
        do {
            if let descriptor = try descriptor(behind: path) { return try send(bytes, to: descriptor, stalled) }
            guard let status = try status(of: path) else {
                return try replace(try newFile(behind: path), with: bytes, keeping: nil)
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: try replace(try realPath(path), with: bytes, keeping: status)
            case S_IFDIR: throw Problem.folder
            case S_IFSOCK: try sending(bytes, through: try connected(to: path), stalled)
            default: try sending(bytes, through: try opened(path, within: opening), stalled)
            }
        } catch {
            throw OutputFileError(path, error)
        }
    }

    /// Why it was not written.
    enum Problem: Error, Equatable {
        case folder
        case noReader(after: Duration)
        case stalled(after: Duration)
        case system(CInt)
    }

    /// Nil if there is nothing at the path, or a link to nothing.
    private static func status(of path: String) throws(Problem) -> stat? {
        var status = stat()
        guard stat(path, &status) != 0 else { return status }
        guard errno == ENOENT else { throw .system(errno) }
        return nil
    }

    private static func realPath(_ path: String) throws(Problem) -> String {
        guard let resolved = realpath(path, nil) else { throw .system(errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Where a file that does not exist is to be made: the path, or where its links lead.
    private static func newFile(behind path: String) throws(Problem) -> String {
        var (path, buffer) = (path, [UInt8](repeating: 0, count: Int(PATH_MAX)))
        // As many as Linux follows.
        for _ in 0..<40 {
            guard !path.hasSuffix("/") else { throw .folder }
            let length = readlink(path, &buffer, buffer.count)
            guard length > 0 else { return path }
            let target = String(decoding: buffer[..<length], as: UTF8.self)
            path = target.hasPrefix("/") ? target : "\(folder(of: path))/\(target)"
        }
        throw .system(ELOOP)
    }
}
