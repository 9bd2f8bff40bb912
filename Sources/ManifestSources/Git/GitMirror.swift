import Foundation
import Model
import SwiftExtensions

/// A bare mirror of the head of one branch of the remote, and the only place where `git` runs.
///
/// Only Roster uses the folder, so its content can be discarded and fetched again at any time. It counts only as Roster
/// has made it: a checkout that brings such a folder along could otherwise configure what `git` runs.
struct GitMirror: Sendable {
    let folder: MirrorFolder
    let git: GitProgram

    /// The fixed name of the fetched reference, so that branches `a` and, later, `a/b` do not collide.
    private static let reference = "refs/roster/manifests"
    /// For local commands on one commit.
    private static let localLimit = Duration.seconds(60)
    /// To find the head of the branch.
    private static let lookLimit = Duration.seconds(60)
    /// For a fetch: a server that sends no shallow clone may transfer years of history.
    private static let fetchLimit = Duration.seconds(600)
    /// For a listing: a few hundred thousand files.
    private static let listingBytes = 32 << 20
    /// For the folders that are listed, and for a commit with its message.
    private static let (treeBytes, commitBytes) = (128 << 20, 4 << 20)

    /// Whether the repository is there, and is as Roster makes it.
    var isIntact: Bool { format != nil }

    /// Makes the repository, in place of any that is not intact. Nobody else may use it meanwhile.
    ///
    /// - Parameter format: how the remote names objects.
    func prepare(_ format: ObjectFormat? = nil) async throws(GitFailure) {
        if let found = self.format, format == nil || format == found { return }
        try folder.removeRepository()
        // Without a template there are no hooks, not even the user's own.
        _ = try await git.run(
            ["init", "--quiet", "--bare", "--template=", "--", folder.repository], in: folder.path,
            within: Self.localLimit)
        do {
            // The format of an empty repository may be changed, and older versions of git cannot be told which.
            try Data((format ?? .sha1).configuration.utf8).write(to: URL(filePath: configurationFile))
            try folder.keepRepositoryNumber()
        } catch {
            throw .failed(message: "cannot write below \(folder.path): \(error.localizedDescription)")
        }
    }

    /// The head of the branch at the remote; nil if there is no such branch. Fetches nothing.
    func head(of address: GitAddress, _ credential: GitCredential?) async throws(GitFailure) -> String? {
        let listing = try await run(
            ["ls-remote", "--", address.url, address.remoteReference], credential, within: Self.lookLimit)
        // The pattern also matches longer names that end with it.
        for line in String(decoding: listing, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: "\t")
            if fields.count == 2, fields[1] == address.remoteReference { return String(fields[0]) }
        }
        return nil
    }

    /// Fetches the head of the branch, even after a forced push, unless the mirror already has it.
    ///
    /// - Parameter head: the commit that the branch pointed to a moment ago. Looking it up first also ensures that the
    ///   branch exists: `git fetch` would also accept one whose name starts with `refs/heads/`.
    /// - Returns: the fetched commit: the head, or a later one.
    func fetch(
        _ address: GitAddress, head: String, _ credential: GitCredential?
    ) async throws(GitFailure) -> String {
        if try await fetchedCommit() == head { return head }
        do {
            try await fetch(address, ["--depth=1"], credential)
        } catch {
            // Servers that only hand out files, and old ones, send no shallow clone.
            guard case .failed(let message) = error, message.contains("shallow") || message.contains("depth") else {
                throw error
            }
            try await fetch(address, [], credential)
        }
        guard let commit = try await fetchedCommit() else {
            throw .failed(message: "the fetched commit is not in the mirror")
        }
        return commit
    }

    private func fetch(
        _ address: GitAddress, _ depth: [String], _ credential: GitCredential?
    ) async throws(GitFailure) {
        _ = try await run(
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc"]
                + depth + ["--", address.url, "+\(address.remoteReference):\(Self.reference)"],
            credential, within: Self.fetchLimit)
        // Apart from the fetch, whose error it would hide; what it cannot tidy up today, it can tomorrow.
        _ = try? await run(["gc", "--quiet", "--auto"], within: Self.fetchLimit)
    }

    /// The last fetched commit, if any.
    private func fetchedCommit() async throws(GitFailure) -> String? {
        let names = try await run(["for-each-ref", "--format=%(objectname)", Self.reference])
        return String(decoding: names, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    /// Lists everything below a folder of a commit, recursively, and the folders that lead to it, with paths from the
    /// root of the repository. An empty path lists the whole commit.
    func list(_ path: String, of commit: String) async throws(GitFailure) -> [TreeEntry] {
        let folder = path.isEmpty ? [] : ["\(path)/"]
        let listing: [UInt8]
        do {
            listing = try await run(
                ["ls-tree", "-r", "-t", "-z", "-l", "--full-tree", commit, "--"] + folder,
                outputLimit: Self.listingBytes)
        } catch .tooMuchOutput {
            throw .tooManyFiles
        }
        guard let entries = TreeEntry.parse(listing) else {
            throw .failed(message: "git ls-tree printed an unknown format")
        }
        return entries
    }

    /// Reads the blobs of manifests with a single process, each object once; by name. Everything that leads from the
    /// commit to them is read as well, to check it: what the mirror has under a name may be something else.
    ///
    /// - Parameter listing: of all that is below the folder of the manifests.
    func read(
        _ manifests: [TreeEntry], among listing: [TreeEntry], of commit: String
    ) async throws(GitFailure) -> [String: [UInt8]] {
        guard let root = try await objects([commit], size: Self.commitBytes)?.tree(of: commit) else {
            throw Self.damaged
        }
        let folders = [root] + listing.filter(\.isFolder).map(\.object)
        var seen: Set<String> = []
        let names = (folders + manifests.map(\.object)).filter { seen.insert($0).inserted }
        let size = manifests.reduce(Self.treeBytes) { $0 + ($1.size ?? 0) }
        guard let objects = try await objects(names, size: size) else { throw Self.damaged }
        return manifests.reduce(into: [:]) { blobs, entry in
            if blobs[entry.object] == nil { blobs[entry.object] = objects.contents[entry.object].map { Array($0) } }
        }
    }

    /// Nil if one is missing, or is not what its name says.
    private func objects(_ names: [String], size: Int) async throws(GitFailure) -> ObjectBatch? {
        let input = Array((names.joined(separator: "\n") + "\n").utf8)
        do {
            let output = try await run(
                ["cat-file", "--batch"], input: input, outputLimit: size + names.count * ObjectBatch.headerBytes)
            return ObjectBatch(output, of: names)
        } catch .tooMuchOutput {
            throw .tooManyFiles
        }
    }

    private static let damaged = GitFailure.failed(message: "an object of the commit is missing or damaged")

    private func run(
        _ arguments: [String], _ credential: GitCredential? = nil, input: [UInt8] = [], outputLimit: Int = 1 << 20,
        within limit: Duration = localLimit
    ) async throws(GitFailure) -> [UInt8] {
        let command = ["--git-dir=\(folder.repository)"] + arguments
        do {
            return try await git.run(
                command, in: folder.repository, credential: credential, input: input, outputLimit: outputLimit,
                within: limit)
        } catch {
            guard error.isAboutAccess, let token = credential?.asToken else { throw error }
            return try await git.run(
                command, in: folder.repository, credential: token, input: input, outputLimit: outputLimit,
                within: limit)
        }
    }
}

// What makes a repository Roster's own.
extension GitMirror {
    /// How a repository names its objects.
    enum ObjectFormat: CaseIterable {
        case sha1, sha256

        /// The format of an object's name.
        init(of name: String) { self = name.utf8.count == 64 ? .sha256 : .sha1 }

        /// The whole configuration of a mirror.
        var configuration: String {
            let core = "filemode = true\n\tbare = true\n"
            return switch self {
            case .sha1: "[core]\n\trepositoryformatversion = 0\n\t\(core)"
            case .sha256: "[core]\n\trepositoryformatversion = 1\n\t\(core)[extensions]\n\tobjectformat = sha256\n"
            }
        }
    }

    private var configurationFile: String { "\(folder.repository)/config" }

    /// Files that would make `git` use another repository, or another configuration, than is in the folder.
    private static let foreign: Set<String> = ["commondir", "gitdir", "objects/info/alternates", "config.worktree"]

    /// The format of the repository; nil unless Roster has made it here, it has Roster's configuration, and neither
    /// leads elsewhere nor has links.
    private var format: ObjectFormat? {
        guard folder.hasOwnRepository,
            let bytes = try? RegularFile.read(configurationFile, maximumBytes: 4096, followsLinks: false),
            let format = ObjectFormat.allCases.first(where: { Array($0.configuration.utf8) == bytes }),
            let files = FileManager.default.enumerator(atPath: folder.repository),
            !isSymbolicLink(RawPath(folder.repository))
        else { return nil }
        for case let file as String in files {
            let isLink = files.fileAttributes?[.type] as? FileAttributeType == .typeSymbolicLink
            if isLink || Self.foreign.contains(file) { return nil }
        }
        return format
    }
}
