import Foundation
import Manifests
import Model
import Reconciler
import SwiftExtensions

/// The user and the password or token for one command. `git` gets them through its environment, never as arguments, and
/// asks for them only on behalf of the server that they are for: a redirect to another one gets nothing.
struct GitCredential: Sendable {
    private let origin: RepositoryAddress.HTTPOrigin
    private let user: Secret
    /// Nil if git is to find one for the user, as from its credential helpers.
    private let password: Secret?

    /// What GitHub takes for the user of an App's token; with other tokens it and GitLab take any.
    private static let tokenUser = Secret("x-access-token")
    /// The longest token file, in bytes.
    private static let longestToken = 64 << 10

    /// The credential that the settings name, its token read now; nil if they name none, and `git` finds its own.
    ///
    /// - Parameter variable: the value of an environment variable.
    /// - Throws: if there is no token where there should be one.
    init?(_ settings: GitSettings, variable: (String) -> String?) throws(ManifestSourceError) {
        guard case .http(let origin) = settings.address.transport else { return nil }
        self.origin = origin
        switch settings.token {
        case .file(let path, let location):
            password = try Self.token(in: path, location)
        case .environment(let name, let location):
            guard let value = variable(name), !value.isEmpty else {
                throw ManifestSourceError(
                    "\(location): the environment variable that 'tokenEnvironment' names is not set, or empty: set it")
            }
            password = try Self.token(from: value, "the variable that 'tokenEnvironment' names", location)
        case nil:
            guard settings.address.user != nil || settings.address.password != nil else { return nil }
            password = settings.address.password
        }
        user = settings.address.user ?? Self.tokenUser
    }

    private init(_ origin: RepositoryAddress.HTTPOrigin, user: Secret, password: Secret) {
        self.origin = origin
        self.user = user
        self.password = password
    }

    /// For a second attempt, if git has found no password for the user: the user may be a token.
    var asToken: GitCredential? { password == nil ? GitCredential(origin, user: user, password: Secret("")) : nil }

    /// The token in a file that has nothing else, but for a final line break.
    private static func token(in path: String, _ location: SourceLocation) throws(ManifestSourceError) -> Secret {
        let name = "the file that 'tokenFile' names"
        let bytes: [UInt8]
        do throws(RegularFile.Failure) {
            bytes = try RegularFile.read(path, maximumBytes: longestToken, followsLinks: true)
        } catch {
            let reason =
                switch error {
                case .notFound: "does not exist: check the path"
                case .notRegular: "is not a regular file: name one with the token in it"
                case .tooLong: "is longer than a token can be: check the path"
                case .system(let code): "cannot be read (\(String(cString: strerror(code)))): check its permissions"
                }
            throw ManifestSourceError("\(location): \(name) \(reason)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ManifestSourceError("\(location): \(name) is not text: check the path")
        }
        return try token(from: text.trimmingCharacters(in: .whitespacesAndNewlines), name, location)
    }

    private static func token(
        from text: String, _ name: String, _ location: SourceLocation
    ) throws(ManifestSourceError) -> Secret {
        guard !text.isEmpty else { throw ManifestSourceError("\(location): \(name) is empty: put the token in it") }
        // Git reads user and password from lines.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw ManifestSourceError(
                "\(location): \(name) has more than one line, or a control character: put only the token in it")
        }
        return Secret(text)
    }

    /// Adds the variables with which `git` finds the credential, and no other for that server, to those inherited.
    ///
    /// The helpers of other configuration are left out for the command: `git` would have them store what has worked.
    func environment(beside inherited: [String: String]) -> [String: String] {
        guard let password else { return adding([("credential.\(origin).username", user.reveal())], to: inherited) }
        let helper = """
            !f() { test "$1" != get || printf 'username=%s\npassword=%s\n' "$ROSTER_GIT_USER" "$ROSTER_GIT_PASSWORD"; }; f
            """
        let variables = adding([("credential.helper", ""), ("credential.\(origin).helper", helper)], to: inherited)
        let own = ["ROSTER_GIT_USER": user.reveal(), "ROSTER_GIT_PASSWORD": password.reveal(), "GIT_ASKPASS": ""]
        return variables.merging(own) { _, ours in ours }
    }

    /// Adds settings to those that pipelines pass in the same way.
    private func adding(_ settings: [(String, String)], to inherited: [String: String]) -> [String: String] {
        let count = inherited["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
        var variables = inherited
        variables["GIT_CONFIG_COUNT"] = "\(count + settings.count)"
        for (index, setting) in settings.enumerated() {
            variables["GIT_CONFIG_KEY_\(count + index)"] = setting.0
            variables["GIT_CONFIG_VALUE_\(count + index)"] = setting.1
        }
        return variables
    }

    /// Masks it in what a server or `git` prints.
    var redaction: Redaction {
        // Without a password the user may be a token; with one it is a name, and as such may be an ordinary word.
        guard let password, !password.reveal().isEmpty else {
            return Redaction([user], headers: ["\(user.reveal()):"])
        }
        return Redaction([password], headers: ["\(user.reveal()):\(password.reveal())"])
    }
}
