import Foundation
import Manifests
import Model
import Reconciler
import SwiftExtensions

/// The validated location of the manifests: repository, branch and folder. `git` cannot mistake any of it for an
/// option, and none of it is secret.
struct GitAddress: Sendable {
    /// The URL or absolute path that `git` is given.
    let url: String
    /// Without `refs/heads/`.
    let branch: String
    /// The folder within the repository, without leading or trailing slashes; empty for the whole repository.
    let path: String
    /// The repository, for messages.
    let displayURL: String

    /// Checks `spec.source.git`.
    ///
    /// - Parameter workingFolder: absolute; what a relative path of a repository starts from, since `git` runs
    ///   elsewhere.
    /// - Throws: for a branch or a path that is not valid in Git, or that `git` would misinterpret.
    init(
        _ settings: GitSettings, workingFolder: String = FileManager.default.currentDirectoryPath
    ) throws(ManifestSourceError) {
        let given = settings.address.url
        let isRelative = settings.address.transport == .path && !given.hasPrefix("/") && !given.hasPrefix("file:")
        url = isRelative ? FileSelection.join(workingFolder, given) : given
        displayURL = settings.address.description
        branch = settings.branch
        guard Self.isBranch(branch) else {
            throw ManifestSourceError("spec.source.git.branch: \(quoted(branch)) is not a valid branch name")
        }
        let components = settings.path.split(separator: "/").filter { $0 != "." }
        guard settings.path.isEmpty || Self.isPrintable(settings.path), !components.contains("..") else {
            throw ManifestSourceError(
                "spec.source.git.path: \(quoted(settings.path)) is not a folder within the repository, such as "
                    + "'manifests'")
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
