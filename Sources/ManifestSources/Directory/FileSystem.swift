import Reconciler
import SwiftExtensions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The kind of file at a path, after following links.
enum FileKind: Equatable {
    case folder, regular, other
}

/// Looks up the kind of file at a path, following links.
/// - Throws: an error with the display path if the file does not exist or may not be accessed.
func fileKind(at path: String, displayPath: String) throws(ManifestSourceError) -> FileKind {
    var status = stat()
    guard stat(path, &status) == 0 else { throw readError(displayPath, errno) }
    return FileKind(mode: status.st_mode)
}

/// Whether the path itself, not its target, is a symbolic link.
func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// Resolves links, `.` and `..`.
/// - Throws: an error with the display path if the file does not exist.
func realPath(_ path: String, displayPath: String) throws(ManifestSourceError) -> String {
    guard let resolved = realpath(path, nil) else { throw readError(displayPath, errno) }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The names in a folder, without `.` and `..`, in no particular order.
func fileNames(in folder: String, displayPath: String) throws(ManifestSourceError) -> [String] {
    guard let stream = opendir(folder) else { throw readError(displayPath, errno) }
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
    // readdir returns nil both at the end and on an error; only an error sets errno.
    guard errno == 0 else { throw readError(displayPath, errno) }
    return names
}

/// Reads a manifest of at most ``FileSelection/maximumBytes``.
///
/// Does not follow a link in the last component: the file may have been replaced since it was checked.
func readManifest(_ path: String, displayPath: String) throws(ManifestSourceError) -> [UInt8] {
    do throws(RegularFile.Failure) {
        return try RegularFile.read(path, maximumBytes: FileSelection.maximumBytes, followsLinks: false)
    } catch {
        switch error {
        case .notFound: throw readError(displayPath, ENOENT)
        case .notRegular: throw ManifestSourceError("\(displayPath) is not a regular file; a manifest must be one")
        case .tooLong: throw FileSelection.tooLarge(displayPath)
        case .system(let code): throw readError(displayPath, code)
        }
    }
}

/// Describes a system error for a path.
private func readError(_ displayPath: String, _ code: CInt) -> ManifestSourceError {
    switch code {
    case ENOENT: ManifestSourceError("\(displayPath) does not exist; check the path")
    case EACCES, EPERM:
        ManifestSourceError("\(displayPath) cannot be read: permission denied; give this user permission to read it")
    case ELOOP: ManifestSourceError("\(displayPath) is a symbolic link that leads back to itself; remove it")
    default: ManifestSourceError("\(displayPath) cannot be read: \(String(cString: strerror(code)))")
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
