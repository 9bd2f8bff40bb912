import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads files completely: only regular ones, up to a size, so that none can block the reader.
package enum RegularFile {
    /// Why a file was not read.
    package enum Failure: Error, Equatable {
        /// Nothing exists at the path.
        case notFound
        /// It is a folder, a pipe, a device or, if links are not followed, a link.
        case notRegular
        /// It is longer than allowed.
        case tooLong
        /// Any other error: the system's error number.
        case system(CInt)
    }

    /// Returns the bytes of a file.
    ///
    /// The check is on the opened file: the path may lead elsewhere a moment later.
    /// - Parameter followsLinks: whether the last component may be a symbolic link.
    package static func read(
        _ path: UnsafePointer<CChar>, maximumBytes: Int, followsLinks: Bool
    ) throws(Failure) -> [UInt8] {
        let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = open(path, flags)
        guard descriptor >= 0 else { throw Failure(opening: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= maximumBytes else { throw .tooLong }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = systemRead(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            // The file may have grown since it was opened.
            guard bytes.count <= maximumBytes else { throw .tooLong }
        }
    }
}

extension RegularFile.Failure {
    fileprivate init(opening code: CInt) {
        switch code {
        case ENOENT, ENOTDIR: self = .notFound
        case EISDIR, ENXIO: self = .notRegular
        default: self = .system(code)
        }
    }
}

/// `read(2)`, whose name the members of ``RegularFile`` hide.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
