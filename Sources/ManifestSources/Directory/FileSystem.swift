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

/// The bytes of a path: the names of files need not be UTF-8.
struct RawPath: Hashable {
    private let bytes: [UInt8]

    init(_ path: String) { bytes = Array(path.utf8) }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A path that the system has returned.
    init(_ path: UnsafePointer<CChar>) {
        bytes = UnsafeBufferPointer(start: path, count: strlen(path)).map { UInt8(bitPattern: $0) }
    }

    /// The path of something in this folder.
    func appending(_ name: [UInt8]) -> RawPath {
        RawPath(bytes: bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name)
    }

    /// Whether it is the same path, or one below it.
    func isWithin(_ folder: RawPath) -> Bool { self == folder || bytes.starts(with: folder.appending([]).bytes) }

    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        body(bytes.map { CChar(bitPattern: $0) } + [0])
    }
}

/// Looks up the kind of file at a path, following links.
/// - Throws: an error with the display path if the file does not exist or may not be accessed.
func fileKind(at path: RawPath, displayPath: String) throws(ManifestSourceError) -> FileKind {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { throw readError(displayPath, errno) }
    return FileKind(mode: status.st_mode)
}

/// Whether the path itself, not its target, is a symbolic link.
func isSymbolicLink(_ path: RawPath) -> Bool {
    var status = stat()
    return path.withCString { lstat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// Resolves links, `.` and `..`.
/// - Throws: an error with the display path if the file does not exist.
func realPath(_ path: RawPath, displayPath: String) throws(ManifestSourceError) -> RawPath {
    guard let resolved = path.withCString({ realpath($0, nil) }) else { throw readError(displayPath, errno) }
    defer { free(resolved) }
    return RawPath(resolved)
}

/// The names in a folder, without `.` and `..`, in order.
func fileNames(in folder: RawPath, displayPath: String) throws(ManifestSourceError) -> [[UInt8]] {
    guard let stream = folder.withCString({ opendir($0) }) else { throw readError(displayPath, errno) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        errno = 0
    }
    // readdir returns nil both at the end and on an error; only an error sets errno.
    guard errno == 0 else { throw readError(displayPath, errno) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
}

/// Reads a manifest of at most ``FileSelection/maximumBytes``.
///
/// Does not follow a link in the last component: the file may have been replaced since it was checked.
func readManifest(_ path: RawPath, displayPath: String) throws(ManifestSourceError) -> [UInt8] {
    let read = path.withCString { path in
        Result { () throws(RegularFile.Failure) in
            try RegularFile.read(path, maximumBytes: FileSelection.maximumBytes, followsLinks: false)
        }
    }
    switch read {
    case .success(let bytes): return bytes
    case .failure(.notFound): throw readError(displayPath, ENOENT)
    case .failure(.notRegular):
        throw ManifestSourceError("\(displayPath) is not a regular file; a manifest must be one")
    case .failure(.tooLong): throw FileSelection.tooLarge(displayPath)
    case .failure(.system(let code)): throw readError(displayPath, code)
    }
}

/// Describes a system error for a path.
private func readError(_ path: String, _ code: CInt) -> ManifestSourceError {
    // What is named as a folder may be an address with a password.
    let displayPath = withoutCredentials(path)
    return switch code {
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
