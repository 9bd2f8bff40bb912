import Foundation
import Manifests
import Model
import Reconciler
import SwiftExtensions

/// Reads the manifests of the commit at the head of a branch.
///
/// It fetches the commit into a bare mirror and reads the manifests as blobs: there is no work tree, so no filter, hook
/// or symbolic link of the repository ever takes effect. Paths are relative to the repository, such as
/// `manifests/web.yaml`. Every call reads the remote again and has a time limit; cancelling the task stops `git` within
/// about a second. A damaged mirror is deleted and fetched once more.
package struct GitSource: ManifestSource {
    private let settings: GitSettings
    private let address: GitAddress
    private let mirror: GitMirror
    private let time: TimeSource
    /// `spec.source.git.interval`.
    package let pollInterval: Duration?

    /// Checks the settings; reads nothing yet.
    ///
    /// - Parameters:
    ///   - settings: `spec.source.git`.
    ///   - cache: the folder, created if missing, that keeps the mirror (`git-mirror`) between runs.
    ///   - git: runs the commands.
    ///   - time: for how long to wait for another process that reads the same mirror.
    /// - Throws: if the settings are not valid in Git.
    package init(
        _ settings: GitSettings, cache: String, git: GitProgram = GitProgram(), time: TimeSource = .system
    ) throws(ManifestSourceError) {
        let workingFolder = FileManager.default.currentDirectoryPath
        self.settings = settings
        address = try GitAddress(settings, workingFolder: workingFolder)
        let absolute = cache.hasPrefix("/") ? cache : FileSelection.join(workingFolder, cache)
        mirror = GitMirror(folder: MirrorFolder(in: absolute), git: git)
        self.time = time
        pollInterval = settings.interval
    }

    /// Looks up the commit at the head of the branch with one request; fetches nothing.
    ///
    /// - Throws: if the remote cannot be reached within 60 seconds, or has no such branch.
    package func currentVersion() async throws(ManifestSourceError) -> String? {
        try mirror.folder.create()
        // A look does not wait for another process that fetches.
        if !mirror.isIntact {
            let lock = try await MirrorLock.acquire(mirror.folder.lockFile, time: time)
            defer { lock.release() }
            try await prepare()
        }
        return try await head()
    }

    /// Fetches the branch and reads every manifest of the commit that it points to.
    ///
    /// - Throws: if the remote or the mirror cannot be read completely; if the folder has no manifest; and if it
    ///   contains a symbolic link, a submodule or more than the limits of ``FileSelection`` allow.
    package func read() async throws(ManifestSourceError) -> ManifestSet {
        try mirror.folder.create()
        let lock = try await MirrorLock.acquire(mirror.folder.lockFile, time: time)
        defer { lock.release() }
        try await prepare()
        let head = try await head()
        let result: Result<ManifestSet, ManifestSourceError>
        do {
            result = try await readOnce(head: head)
        } catch {
            result = try await retry(after: error)
        }
        return try result.get()
    }

    private func prepare() async throws(ManifestSourceError) {
        do {
            try await mirror.prepare()
        } catch {
            throw ManifestSourceError("cannot create the mirror \(mirror.folder.repository): \(error)")
        }
    }

    private func head() async throws(ManifestSourceError) -> String {
        let head: String?
        let credential = try credential()
        do {
            head = try await mirror.head(of: address, credential)
        } catch {
            throw sourceError(for: error)
        }
        guard let head else {
            throw ManifestSourceError(
                "\(address.displayURL) has no branch '\(address.branch)'; check spec.source.git.branch")
        }
        return head
    }

    /// The credential, its token read anew: it may have been rotated.
    private func credential() throws(ManifestSourceError) -> GitCredential? {
        try GitCredential(settings) { mirror.git.variable($0) }
    }

    /// Makes one attempt. Refusing the commit is a result; only failures of `git` are thrown.
    private func readOnce(head: String) async throws(GitFailure) -> Result<ManifestSet, ManifestSourceError> {
        let credential: GitCredential?
        do {
            credential = try self.credential()
        } catch {
            return .failure(error)
        }
        try await mirror.prepare(GitMirror.ObjectFormat(of: head))
        let commit = try await mirror.fetch(address, head: head, credential)
        let entries = try await mirror.list(address.path, of: commit)
        let manifests: [TreeEntry]
        do {
            manifests = try TreeSelection.manifests(among: entries, of: address, at: commit)
        } catch {
            return .failure(error)
        }
        let blobs = try await mirror.read(manifests, among: entries, of: commit)
        let files = manifests.map { ManifestFile(path: $0.path, bytes: blobs[$0.object] ?? []) }
        return .success(FileSelection.manifestSet(of: files, version: commit))
    }

    /// Makes the second and last attempt, with a new mirror.
    ///
    /// If the remote responds, the mirror is at fault: a write was interrupted, or it was damaged on disk. If not, the
    /// mirror is kept, and the remote's error message is reported.
    private func retry(
        after failure: GitFailure
    ) async throws(ManifestSourceError) -> Result<ManifestSet, ManifestSourceError> {
        guard case .failed = failure else { throw sourceError(for: failure) }
        let head = try await head()
        do {
            try mirror.folder.removeRepository()
            return try await readOnce(head: head)
        } catch {
            throw sourceError(for: error)
        }
    }

    private func sourceError(for failure: GitFailure) -> ManifestSourceError {
        let what = "cannot read branch '\(address.branch)' of \(address.displayURL): \(failure)"
        return switch failure {
        case .failed where failure.isAboutAccess:
            ManifestSourceError("\(what); \(settings.accessRemedy)")
        case .failed, .timedOut:
            ManifestSourceError("\(what); run 'git ls-remote' with that URL to check that this machine has access")
        case .notInstalled, .cannotRun, .interrupted, .tooMuchOutput: ManifestSourceError(what)
        case .tooManyFiles:
            ManifestSourceError("\(what); set spec.source.git.path to a folder with fewer files")
        }
    }
}

extension GitSettings {
    /// What to do where the server does not let anybody in.
    fileprivate var accessRemedy: String {
        switch token {
        case .file(_, let location): "check the token in the file that 'tokenFile' names, at \(location)"
        case .environment(_, let location):
            "check the token in the variable that 'tokenEnvironment' names, at \(location)"
        case nil where address.password != nil: "check the user and the password in spec.source.git.url"
        case nil: "name a file with a token in spec.source.git.tokenFile, or configure a credential helper of git"
        }
    }
}
