import Foundation
import Model

/// A bare repository that holds one branch of the remote, and nothing that anybody works on.
///
/// The folder is ours alone: whatever is in it may be thrown away and fetched anew.
struct GitMirror: Sendable {
    let folder: String
    let git: GitProgram

    /// What is fetched is kept under one name of ours, so that branches `a` and, later, `a/b` don't collide.
    private static let reference = "refs/roster/manifests"
    /// Local work on one commit.
    private static let localLimit = Duration.seconds(60)
    /// The first fetch may bring years of history.
    private static let fetchLimit = Duration.seconds(600)
    /// Of a listing: some hundred thousand files.
    private static let listingBytes = 32 << 20

    /// Fetches the branch, a rewritten one too, unless what was fetched last stands at the wanted commit.
    ///
    /// - Parameter head: where the branch was found a moment ago. Asking for it first also makes sure that
    ///   there is such a branch: `git fetch` would make do with one called `refs/heads/` and so on.
    /// - Returns: the commit that is here now: the head, or a later one.
    func fetch(_ address: GitAddress, head: String) async throws(GitFailure) -> String {
        if !FileManager.default.fileExists(atPath: "\(folder)/HEAD") { try await create() }
        if try await fetchedCommit() == head { return head }
        _ = try await run(
            [
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--",
                address.url, "+\(address.remoteReference):\(Self.reference)",
            ], within: Self.fetchLimit)
        guard let commit = try await fetchedCommit() else {
            throw .failed(message: "the fetched commit is not in the mirror")
        }
        return commit
    }

    /// The commit that was fetched last, if one was.
    private func fetchedCommit() async throws(GitFailure) -> String? {
        let names = try await run(["for-each-ref", "--format=%(objectname)", Self.reference])
        return String(decoding: names, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    /// Everything below a folder of a commit (all of it for an empty path), recursively, with paths from the
    /// top of the repository; empty when there is no such folder.
    func list(_ path: String, of commit: String) async throws(GitFailure) -> [TreeEntry] {
        let folder = path.isEmpty ? [] : ["\(path)/"]
        let listing = try await run(
            ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--"] + folder, outputLimit: Self.listingBytes)
        guard let entries = TreeEntry.parse(listing) else {
            throw .failed(message: "git ls-tree printed an unknown format")
        }
        return entries
    }

    /// The bytes of blobs, in the order of the entries, all from one process.
    func read(_ entries: [TreeEntry]) async throws(GitFailure) -> [[UInt8]] {
        let names = entries.map(\.object).joined(separator: "\n") + "\n"
        let bytes = entries.reduce(0) { $0 + ($1.size ?? 0) + BlobBatch.headerBytes }
        let output = try await run(["cat-file", "--batch"], input: Array(names.utf8), outputLimit: bytes)
        guard let blobs = BlobBatch.parse(output, of: entries) else {
            throw .failed(message: "an object of the commit is missing or damaged")
        }
        return blobs
    }

    private func create() async throws(GitFailure) {
        // Without a template there are no hooks, and nothing of the user's own either.
        _ = try await git.run(["init", "--quiet", "--bare", "--template=", "--", folder], within: Self.localLimit)
    }

    private func run(
        _ arguments: [String], input: [UInt8] = [], outputLimit: Int = 1 << 20, within limit: Duration = localLimit
    ) async throws(GitFailure) -> [UInt8] {
        try await git.run(
            ["--git-dir=\(folder)"] + arguments, input: input, outputLimit: outputLimit, within: limit)
    }

    /// Throws everything away; the next fetch begins from nothing.
    func discard() throws(GitFailure) {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw .failed(message: "cannot remove the damaged mirror \(folder): \(error)")
        }
    }
}
