import Manifests
import Model
import Reconciler

/// The validated location of the manifests: repository, branch and folder. `git` cannot mistake any of it for an
/// option.
struct GitAddress: Sendable {
    /// The URL passed to `git`; it may contain credentials, so it is never shown.
    let url: String
    /// Without `refs/heads/`.
    let branch: String
    /// The folder within the repository, without leading or trailing slashes; empty for the whole repository.
    let path: String
    /// The URL without credentials, for messages.
    let displayURL: String
    /// Removes the URL's credentials from a text.
    let redact: Redaction

    /// Checks `spec.source.git`.
    /// - Throws: for a URL, a branch or a path that is not valid in Git, or that `git` would misinterpret.
    init(_ settings: GitSettings) throws(ManifestSourceError) {
        redact = Redaction(url: settings.url)
        url = settings.url
        displayURL = redact(settings.url)
        branch = settings.branch
        guard Self.isPrintable(url), !url.hasPrefix("-") else {
            throw ManifestSourceError("spec.source.git.url: '\(displayURL)' is not a valid Git repository URL")
        }
        guard Self.isBranch(branch) else {
            throw ManifestSourceError("spec.source.git.branch: '\(branch)' is not a valid branch name")
        }
        let components = settings.path.split(separator: "/").filter { $0 != "." }
        guard settings.path.isEmpty || Self.isPrintable(settings.path), !components.contains("..") else {
            throw ManifestSourceError(
                "spec.source.git.path: '\(settings.path)' is not a folder within the repository, such as 'manifests'")
        }
        path = components.joined(separator: "/")
    }

    /// The full name of the branch at the remote.
    var remoteReference: String { "refs/heads/\(branch)" }

    /// The folder, for messages.
    var displayFolder: String { path.isEmpty ? "the top-level folder" : "the folder '\(path)'" }

    private static func isPrintable(_ text: String) -> Bool {
        !text.isEmpty && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// The rules of git-check-ref-format, and no leading hyphen.
    private static func isBranch(_ name: String) -> Bool {
        guard isPrintable(name), !name.hasPrefix("-"), name != "@", !name.hasSuffix(".") else { return false }
        if ["..", "@{"].contains(where: name.contains) || name.contains(where: " ~^:?*[\\".contains) { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock")
        }
    }
}
