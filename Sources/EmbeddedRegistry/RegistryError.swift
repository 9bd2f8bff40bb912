/// Why a registry cannot be opened or served.
package enum RegistryError: Error, Equatable, Sendable {
    /// SQLite could not open or create the file.
    case cannotOpen(file: String, reason: String)
    /// The file is not an SQLite database, or is damaged.
    case damaged(file: String, reason: String)
    /// The SQLite database of another program.
    case foreign(file: String)
    /// Written by a newer version of this program.
    case newer(file: String)
    /// It, or a file beside it, is a folder, a pipe, a socket or a device.
    case notRegular(file: String)
    /// It changed whenever it was read.
    case busy(file: String)
    /// Without access keys, or with the admin API, only the loopback interface may be served.
    case notLoopback(host: String)
    /// The port is in use, or needs privileges.
    case cannotListen(host: String, port: Int, reason: String)
    /// Not twelve digits.
    case invalidAccount(String)
}

extension RegistryError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let file, let reason):
            "cannot open the registry database \(file): \(reason); "
                + "check that its folder exists and that both are writable"
        case .damaged(let file, let reason):
            "\(file) is not a registry database, or is damaged: \(reason); use another file, or restore it"
        case .foreign(let file):
            "\(file) is the database of another program; use another file"
        case .newer(let file):
            "\(file) was written by a newer version of roster; use that version, or another file"
        case .notRegular(let file):
            "\(file) is a folder, a pipe, a socket or a device, not a file; use another database"
        case .busy(let file):
            "\(file) changed each time that it was read; try again"
        case .notLoopback(let host):
            "without access keys, or with --admin, the registry serves this machine only: listen on 127.0.0.1, ::1 "
                + "or localhost; to listen on \(host), use --access-key or --credentials-file, without --admin"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host), port \(port): \(reason); use another port, or 0 for a free one"
        case .invalidAccount(let account):
            "'\(account)' is not an account ID: twelve digits are expected, such as 123456789012"
        }
    }
}
