import Foundation
import Manifests
import Model
import Reconciler

/// Reads the manifests of the commit at the head of a branch.
///
/// It fetches the branch into a bare mirror and reads the manifests as blobs: there is no work tree, so no filter, hook
/// or symbolic link of the repository ever takes effect. Paths are relative to the repository, such as
/// `manifests/web.yaml`. Every call reads the remote again and has a time limit; cancelling the task stops `git` within
/// about a second. A damaged mirror is deleted and fetched once more.
package struct GitSource: ManifestSource {
    private let address: GitAddress
    private let cache: String
    private let git: GitProgram
    /// `spec.source.git.interval`.
    package let pollInterval: Duration?

    /// Checks the settings; reads nothing yet.
    ///
    /// - Parameters:
    ///   - settings: `spec.source.git`.
    ///   - cache: the folder, created if missing, that keeps the mirror (`manifests.git`) between runs.
    ///   - git: runs the commands.
    /// - Throws: if the settings are not valid in Git.
    package init(_ settings: GitSettings, cache: String, git: GitProgram = GitProgram()) throws(ManifestSourceError) {
        address = try GitAddress(settings)
        self.cache = cache
        self.git = git
        pollInterval = settings.interval
    }

    /// Looks up the commit at the head of the branch with one request; fetches nothing.
    ///
    /// - Throws: if the remote cannot be reached within 60 seconds, or has no such branch.
    package func currentVersion() async throws(ManifestSourceError) -> String? { try await head() }

    private func head() async throws(ManifestSourceError) -> String {
        let listing: [UInt8]
        do {
            listing = try await git.run(
                ["ls-remote", "--", address.url, address.remoteReference], within: .seconds(60))
        } catch {
            throw sourceError(for: error)
        }
        // The pattern also matches longer names that end with it.
        let heads = String(decoding: listing, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "\t") }
        guard let head = heads.first(where: { $0.count == 2 && $0[1] == address.remoteReference }) else {
            throw ManifestSourceError(
                "\(address.displayURL) has no branch '\(address.branch)'; check spec.source.git.branch")
        }
        return String(head[0])
    }

    /// Fetches the branch and reads every manifest of the commit that it points to.
    ///
    /// - Throws: if the remote or the mirror cannot be read completely; if the folder has no manifest; and if it
    ///   contains a symbolic link, a submodule or a manifest larger than 4 MiB.
    package func read() async throws(ManifestSourceError) -> ManifestSet {
        do {
            try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        } catch {
            throw ManifestSourceError("cannot create \(cache), the folder for the mirror of the repository: \(error)")
        }
        let lock = try MirrorLock(file: FileSelection.join(cache, "manifests.lock"))
        defer { lock.release() }
        let mirror = GitMirror(folder: FileSelection.join(cache, "manifests.git"), git: git)
        let head = try await head()
        let result: Result<ManifestSet, ManifestSourceError>
        do {
            result = try await readOnce(mirror, head: head)
        } catch {
            result = try await retry(mirror, after: error)
        }
        return try result.get()
    }

    /// Makes one attempt. Refusing the commit is a result; only failures of `git` are thrown.
    private func readOnce(
        _ mirror: GitMirror, head: String
    ) async throws(GitFailure) -> Result<ManifestSet, ManifestSourceError> {
        let commit = try await mirror.fetch(address, head: head)
        let entries = try await mirror.list(address.path, of: commit)
        let manifests: [TreeEntry]
        do {
            manifests = try TreeSelection.manifests(among: entries, of: address, at: commit)
        } catch {
            return .failure(error)
        }
        let blobs = try await mirror.read(manifests)
        let files = zip(manifests, blobs).map { ManifestFile(path: $0.path, bytes: $1) }
        return .success(FileSelection.manifestSet(of: files, version: commit))
    }

    /// Makes the second and last attempt, with a new mirror.
    ///
    /// If the remote responds, the mirror is at fault: a write was interrupted, or it was damaged on disk. If not, the
    /// mirror is kept, and the remote's error message is reported.
    private func retry(
        _ mirror: GitMirror, after failure: GitFailure
    ) async throws(ManifestSourceError) -> Result<ManifestSet, ManifestSourceError> {
        guard case .failed = failure else { throw sourceError(for: failure) }
        let head = try await head()
        do {
            try mirror.discard()
            return try await readOnce(mirror, head: head)
        } catch {
            throw sourceError(for: error)
        }
    }

    private func sourceError(for failure: GitFailure) -> ManifestSourceError {
        let words = address.redact("\(failure)")
        let what = "cannot read branch '\(address.branch)' of \(address.displayURL): \(words)"
        return switch failure {
        case .failed, .timedOut:
            ManifestSourceError("\(what); run 'git ls-remote' with that URL to check that this machine has access")
        case .notInstalled, .cannotRun, .interrupted, .tooMuchOutput:
            ManifestSourceError(what)
        }
    }
}
