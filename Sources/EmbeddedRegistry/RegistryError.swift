/// Why a registry cannot be opened or served.
package enum RegistryError: Error, Equatable, Sendable {
    /// SQLite could not open the file or make it.
    case cannotOpen(file: String, reason: String)
    /// The file is not an SQLite database, or a damaged one.
    case damaged(file: String, reason: String)
    /// An SQLite database of some other program.
    case foreign(file: String)
    /// Written by a newer version of this program.
    case newer(file: String)
    /// Without access keys, or with what is for tests alone, only this machine may be served.
    case notLoopback(host: String)
    /// The port is taken, or not for everybody.
    case cannotListen(host: String, port: Int, reason: String)
    /// Not twelve digits.
    case invalidAccount(String)
}

extension RegistryError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let file, let reason):
            "cannot open the registry's database \(file): \(reason); "
                + "check that its folder exists and that both can be written to"
        case .damaged(let file, let reason):
            "\(file) is not a registry's database, or a damaged one: \(reason); name another file, or restore it"
        case .foreign(let file):
            "\(file) is the database of another program; name another file"
        case .newer(let file):
            "\(file) was written by a newer version of roster; use that version, or name another file"
        case .notLoopback(let host):
            "without access keys, and with --admin, the registry serves this machine alone: listen on 127.0.0.1, ::1 "
                + "or localhost; to listen on \(host), give --access-key or --credentials-file, and no --admin"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host), port \(port): \(reason); name another port, or 0 for a free one"
        case .invalidAccount(let account):
            "'\(account)' is not an account: twelve digits are needed, such as 123456789012"
        }
    }
}
