import Foundation
import Manifests
import Model
import Reconciler
import TestSupport

@testable import ManifestSources

/// A repository with a work tree, for a test to commit to and a source to fetch from.
struct Repository {
    let scratch: TemporaryFolder
    let git = GitProgram.forTests()

    /// An empty repository on `main` in a scratch folder, as `origin`.
    init(in scratch: TemporaryFolder, format: String = "sha1") async throws {
        self.scratch = scratch
        try FileManager.default.createDirectory(atPath: scratch("origin"), withIntermediateDirectories: true)
        try await run("init", "--quiet", "--initial-branch=main", "--object-format=\(format)")
    }

    var url: String { scratch("origin") }

    /// Runs a command in the repository and returns what it prints.
    @discardableResult
    func run(_ arguments: String...) async throws -> String {
        let who = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "protocol.file.allow=always"]
        let output = try await git.run(who + arguments, in: url, input: [], within: .seconds(600))
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Commits a tree of these entries, which no file system has to allow, in place of everything; returns the commit.
    ///
    /// - Parameter entries: of the folder `manifests`, by their names; the values are the names of blobs.
    @discardableResult
    func commit(entries: [(name: [UInt8], blob: String)]) async throws -> String {
        let listing = entries.flatMap { name, blob -> [UInt8] in Array("100644 blob \(blob)\t".utf8) + name + [0] }
        let folder = try await object(["mktree", "-z"], listing)
        let root = try await object(["mktree", "-z"], Array("040000 tree \(folder)\tmanifests\0".utf8))
        let who = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"]
        let commit = try await object(who + ["commit-tree", "-m", "change", root], [])
        try await run("update-ref", "refs/heads/main", commit)
        return commit
    }

    /// Writes a blob; returns its name.
    func blob(_ text: String) async throws -> String {
        try await object(["hash-object", "-w", "--stdin"], Array(text.utf8))
    }

    private func object(_ arguments: [String], _ input: [UInt8]) async throws -> String {
        let output = try await git.run(arguments, in: url, input: input, within: .seconds(600))
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Commits everything in the work tree; returns the commit.
    @discardableResult
    func commit() async throws -> String {
        try await run("add", "--all")
        try await run("commit", "--quiet", "--message", "change")
        return try await run("rev-parse", "HEAD")
    }

    /// Writes files into the work tree and commits them; returns the commit.
    @discardableResult
    func commit(_ files: [String: String]) async throws -> String {
        for (name, text) in files { try scratch.write(text, to: "origin/\(name)") }
        return try await commit()
    }
}

extension GitSettings {
    /// The settings for an address, every other key with its default.
    init(url: String) throws {
        try self.init(RepositoryAddress(url))
    }
}

extension GitProgram {
    /// Ignores the Git configuration of the person who runs the tests.
    ///
    /// - Parameter variables: override inherited ones.
    static func forTests(path: String? = nil, _ variables: [String: String] = [:]) -> GitProgram {
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
        environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
        if let path { environment["PATH"] = path }
        environment.merge(variables) { _, ours in ours }
        return GitProgram(environment: environment)
    }
}

extension ManifestSet {
    /// Paths and texts, for comparison.
    var texts: [String: String] {
        Dictionary(uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
    }
}

/// The error of a source that must fail; nil if it succeeds.
func refusal(of source: some ManifestSource) async -> String? {
    do {
        _ = try await source.read()
        return nil
    } catch {
        return error.description
    }
}
