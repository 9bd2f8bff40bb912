import Foundation
import Model

/// A bare mirror of one branch of the remote.
///
/// Only Roster uses the folder, so its content can be discarded and fetched again at any time.
struct GitMirror: Sendable {
    let folder: String
    let git: GitProgram

    /// The fixed name of the fetched reference, so that branches `a` and, later, `a/b` do not collide.
    private static let reference = "refs/roster/manifests"
    /// For local commands on one commit.
    private static let localLimit = Duration.seconds(60)
    /// The first fetch may transfer years of history.
    private static let fetchLimit = Duration.seconds(600)
    /// For a listing: a few hundred thousand files.
    private static let listingBytes = 32 << 20

    /// Fetches the branch, even after a forced push, unless the mirror already has the head.
    ///
    /// - Parameter head: the commit that the branch pointed to a moment ago. Looking it up first also ensures that the
    ///   branch exists: `git fetch` would also accept one whose name starts with `refs/heads/`.
    /// - Returns: the fetched commit: the head, or a later one.
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

    /// The last fetched commit, if any.
    private func fetchedCommit() async throws(GitFailure) -> String? {
        let names = try await run(["for-each-ref", "--format=%(objectname)", Self.reference])
        return String(decoding: names, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    /// Lists everything below a folder of a commit, recursively, with paths from the root of the repository. An empty
    /// path lists the whole commit; a folder that does not exist has no entries.
    func list(_ path: String, of commit: String) async throws(GitFailure) -> [TreeEntry] {
        let folder = path.isEmpty ? [] : ["\(path)/"]
        let listing = try await run(
            ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--"] + folder, outputLimit: Self.listingBytes)
        guard let entries = TreeEntry.parse(listing) else {
            throw .failed(message: "git ls-tree printed an unknown format")
        }
        return entries
    }

    /// Reads the blobs of the entries, in the same order, with a single process.
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
        // Without a template there are no hooks, not even the user's own.
        _ = try await git.run(["init", "--quiet", "--bare", "--template=", "--", folder], within: Self.localLimit)
    }

    private func run(
        _ arguments: [String], input: [UInt8] = [], outputLimit: Int = 1 << 20, within limit: Duration = localLimit
    ) async throws(GitFailure) -> [UInt8] {
        try await git.run(
            ["--git-dir=\(folder)"] + arguments, input: input, outputLimit: outputLimit, within: limit)
    }

    /// Deletes the mirror; the next fetch starts from scratch.
    func discard() throws(GitFailure) {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw .failed(message: "cannot remove the damaged mirror \(folder): \(error)")
        }
    }
}
