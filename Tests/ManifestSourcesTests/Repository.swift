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
    init(in scratch: TemporaryFolder) async throws {
        self.scratch = scratch
        try FileManager.default.createDirectory(atPath: scratch("origin"), withIntermediateDirectories: true)
        try await run("init", "--quiet", "--initial-branch=main")
    }

    var url: String { scratch("origin") }

    /// Runs a command in the repository and returns what it prints.
    @discardableResult
    func run(_ arguments: String...) async throws -> String {
        let who = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "protocol.file.allow=always"]
        let output = try await git.run(["-C", url] + who + arguments, within: .seconds(60))
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

extension GitProgram {
    /// Ignores the Git configuration of the person who runs the tests.
    static func forTests(path: String? = nil) -> GitProgram {
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
        if let path { environment["PATH"] = path }
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
