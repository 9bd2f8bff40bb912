import Model
import SwiftExtensions

/// `spec.source`: where the manifests are. No message repeats an address, or what is in the place of one: it may have a
/// password in it.
extension Field {
    /// `directory` or `git`.
    func source() -> SourceSettings? {
        guard let chosen = mapping(["directory", "git"])?.exactlyOne(of: ["directory", "git"]) else { return nil }
        return chosen.name == "git" ? chosen.git().map { .git($0) } : chosen.folder().map { .directory($0) }
    }

    private func folder() -> String? {
        guard let path = text("a folder path") else { return nil }
        guard !path.contains("://") else {
            report("'directory' must be a folder path, not a URL: for a repository, use 'git: {url: …}'")
            return nil
        }
        return path
    }

    private func git() -> GitSettings? {
        let keys = ["url", "branch", "path", "interval", "tokenFile", "tokenEnvironment"]
        let later = ["tag", "commit", "githubApp", "sshKeyFile", "knownHostsFile", "verify"]
        guard let mapping = mapping(keys, later: later) else { return nil }
        let url = mapping.required("url")
        let address = url?.repositoryAddress()
        let token = mapping.tokenSource(for: address)
        let branch = mapping["branch"]?.gitArgument("a branch name")
        let path = mapping["path"]?.pathWithinRepository()
        let interval = mapping["interval"]?.duration()
        guard let url, let address else { return nil }
        var settings = GitSettings(address)
        settings.location = url.location
        settings.token = token
        if let branch { settings.branch = branch }
        if let path { settings.path = path }
        if let interval { settings.interval = interval }
        return settings
    }

    private func repositoryAddress() -> RepositoryAddress? {
        guard let text = text("the address of a Git repository", about: .address) else { return nil }
        do {
            return try RepositoryAddress(text)
        } catch {
            report("'url' \(error.message)")
            return nil
        }
    }
}

extension Mapping {
    /// `tokenFile` or `tokenEnvironment`.
    fileprivate func tokenSource(for address: RepositoryAddress?) -> TokenSource? {
        let (file, variable) = (self["tokenFile"], self["tokenEnvironment"])
        if file != nil, let variable {
            variable.report("'tokenEnvironment' cannot be used beside 'tokenFile': remove one of the two")
            return nil
        }
        guard let field = file ?? variable,
            let value = field.text("\(file == nil ? "the name of a variable" : "a path")")
        else { return nil }
        guard file != nil || !value.hasPrefix("AWS_") else {
            field.report("'tokenEnvironment' must not name one of AWS's variables: they are not for a Git server")
            return nil
        }
        if let address, !address.isHTTP {
            field.report("'\(field.name)' works only with an https:// address: remove it, or change 'url'")
            return nil
        }
        if address?.password != nil {
            field.report("'url' has a password, too: remove it, or '\(field.name)'")
            return nil
        }
        return file == nil ? .environment(value, at: field.location) : .file(value, at: field.location)
    }
}

extension RepositoryAddress {
    fileprivate var isHTTP: Bool { if case .http = transport { true } else { false } }
}

extension RepositoryAddress.Invalid {
    /// Follows the name of the key.
    fileprivate var message: String {
        let secret = "keep a token in a file, and name that in 'tokenFile'"
        return switch self {
        case .malformed:
            """
            is not the address of a Git repository, such as https://HOST/PATH.git, git@HOST:PATH.git or a folder: \
            correct it; in a password, write a '/' as %2F, and so on, or \(secret)
            """
        case .misplacedAt:
            """
            has an '@' where it may end a password: in a path of https:// or ssh:// write %40, otherwise use \
            ssh://USER@HOST/PATH or file:///PATH; in a password, write a '/' as %2F, and so on, or \(secret)
            """
        case .query: "has a '?' or a '#', which a repository's address cannot have: remove what follows, and \(secret)"
        case .passwordBesideHTTP: "has a password, which only an https:// address can have: remove it"
        case .controlCharacter: "has a control character in its user or password: \(secret)"
        case .runsProgram: "would run a program: use the address of a repository"
        }
    }
}
