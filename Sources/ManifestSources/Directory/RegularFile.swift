import Reconciler

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a path is, links followed.
enum FileKind: Equatable {
    case folder, regular, other
}

/// Asks what a path is. Links are followed.
/// - Throws: with the path as people know it, when the path leads to nothing or may not be looked at.
func fileKind(at path: String, called name: String) throws(ManifestSourceError) -> FileKind {
    var status = stat()
    guard stat(path, &status) == 0 else { throw unreadable(name, errno) }
    return FileKind(mode: status.st_mode)
}

/// Whether the path itself, not what it may lead to, is a symbolic link.
func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// The path without links, `.` and `..`.
/// - Throws: with the path as people know it, when it leads to nothing.
func realPath(_ path: String, called name: String) throws(ManifestSourceError) -> String {
    guard let resolved = realpath(path, nil) else { throw unreadable(name, errno) }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The names in a folder, without `.` and `..`, in no order.
func entries(of folder: String, called name: String) throws(ManifestSourceError) -> [String] {
    guard let stream = opendir(folder) else { throw unreadable(name, errno) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
        let entryName = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                String(cString: $0)
            }
        }
        if entryName != ".", entryName != ".." { names.append(entryName) }
        errno = 0
    }
    // The end of the folder and a failed read both give nil; only the latter sets errno.
    guard errno == 0 else { throw unreadable(name, errno) }
    return names
}

/// The bytes of a regular file of at most ``FileSelection/maximumBytes``.
///
/// The last component is not followed when it is a link, and a pipe or a device is never waited for: what
/// was checked before may have been swapped since.
func readRegularFile(_ path: String, called name: String) throws(ManifestSourceError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(name, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(name, errno) }
    guard FileKind(mode: status.st_mode) == .regular else {
        throw ManifestSourceError("\(name): not a regular file; a manifest must be one")
    }
    guard status.st_size <= FileSelection.maximumBytes else { throw FileSelection.tooBig(name) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw unreadable(name, errno) }
        guard count > 0 else { return bytes }
        bytes += chunk[..<count]
        guard bytes.count <= FileSelection.maximumBytes else { throw FileSelection.tooBig(name) }
    }
}

/// What the system said about a path.
private func unreadable(_ name: String, _ code: CInt) -> ManifestSourceError {
    switch code {
    case ENOENT: ManifestSourceError("\(name) does not exist; check the path")
    case EACCES, EPERM: ManifestSourceError("\(name) may not be read; give this user permission to read it")
    case ELOOP: ManifestSourceError("\(name) is a symbolic link that leads back to itself; remove it")
    default: ManifestSourceError("\(name) cannot be read: \(String(cString: strerror(code)))")
    }
}

extension FileKind {
    fileprivate init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG: self = .regular
        default: self = .other
        }
    }
}
