import Reconciler
import SwiftExtensions

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
func fileKind(at path: String, displayPath: String) throws(ManifestSourceError) -> FileKind {
    var status = stat()
    guard stat(path, &status) == 0 else { throw readError(displayPath, errno) }
    return FileKind(mode: status.st_mode)
}

/// Whether the path itself, not what it may lead to, is a symbolic link.
func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// The path without links, `.` and `..`.
/// - Throws: with the path as people know it, when it leads to nothing.
func realPath(_ path: String, displayPath: String) throws(ManifestSourceError) -> String {
    guard let resolved = realpath(path, nil) else { throw readError(displayPath, errno) }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The names in a folder, without `.` and `..`, in no order.
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
    // The end of the folder and a failed read both give nil; only the latter sets errno.
    guard errno == 0 else { throw readError(displayPath, errno) }
    return names
}

/// The bytes of a manifest of at most ``FileSelection/maximumBytes``.
///
/// The last component is not followed when it is a link: what was checked before may have been swapped since.
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

/// What the system said about a path.
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
