import Foundation

/// Why a file was not written, as `FILE: cause; remedy`; follows "cannot write the plan to ".
package struct OutputFileError: Error, Equatable, CustomStringConvertible {
    private let path: String
    private let problem: OutputFile.Problem

    init(_ path: String, _ problem: any Error) {
        self.path = path
        self.problem = problem as? OutputFile.Problem ?? .system(EIO)
    }

    package var description: String { "\(path.isEmpty ? "''" : path.shortened()): \(cause)" }

    private var cause: String {
        switch problem {
        case .folder: "it is a folder; name a file in it"
        case .noReader(let limit): "nothing has opened the pipe for reading within \(limit); start its reader first"
        case .stalled(let limit): "its reader has taken nothing for \(limit); check what it waits for"
        case .system(ENOENT), .system(ENOTDIR): "its folder does not exist; create it, or name another file"
        case .system(EACCES), .system(EPERM), .system(EROFS):
            "permission denied; check that the file and its folder may be written, or name another file"
        case .system(ENOSPC), .system(EDQUOT): "no space is left; free some, or name a file elsewhere"
        case .system(ELOOP): "its symbolic links lead to each other; remove one of them"
        case .system(EPIPE): "its reader has ended; check what it reports"
        case .system(EBADF): "this descriptor is not open for writing; open it, or name a file"
        case .system(ECONNREFUSED), .system(EPROTOTYPE): "no server accepts connections on this socket; start it"
        case .system(let code): "\(String(cString: strerror(code))); name another file"
        }
    }
}
