import Foundation
import Manifests
import Model
import Reconciler
import TestSupport
import Testing

@testable import ManifestSources

@Suite struct GitSourceTests {
    let scratch: TemporaryFolder
    let origin: Repository

    init() async throws {
        scratch = try TemporaryFolder()
        origin = try await Repository(in: scratch)
    }

    /// A source that fetches from the origin.
    private func source(_ change: (inout GitSettings) -> Void = { _ in }) throws -> GitSource {
        var settings = GitSettings(url: origin.url)
        change(&settings)
        return try GitSource(settings, cache: scratch("cache"), git: .forTests())
    }

    @Test func readsTheManifestsOfTheBranch() async throws {
        let commit = try await origin.commit([
            "manifests/web.yaml": "web", "manifests/reports/nightly.yml": "nightly", "manifests/README.md": "-",
            "manifests/.github/ci.yaml": "-", "elsewhere/other.yaml": "-",
        ])
        let source = try source()
        let set = try await source.read()
        #expect(set.texts == ["manifests/web.yaml": "web", "manifests/reports/nightly.yml": "nightly"])
        #expect(set.files.map(\.path) == ["manifests/reports/nightly.yml", "manifests/web.yaml"])
        #expect(set.version == commit)
        #expect(try await source.currentVersion() == commit)
        #expect(source.pollInterval == .seconds(60))
    }

    @Test func keepsBytesUnchanged() async throws {
        let text = "a: b\r\n\0\u{FEFF}ä\n\n"
        try await origin.commit([
            "manifests/ä b\"\t.yaml": text, "manifests/empty.yaml": "", "manifests/same.yaml": text,
        ])
        let texts = try await source().read().texts
        #expect(texts == ["manifests/ä b\"\t.yaml": text, "manifests/empty.yaml": "", "manifests/same.yaml": text])
    }

    @Test func readsManyFilesCompletely() async throws {
        let files = (1...1500).map { ("manifests/\($0 % 30)/\($0).yaml", String(repeating: "\($0)\n", count: $0)) }
        try await origin.commit(Dictionary(uniqueKeysWithValues: files))
        #expect(try await source().read().texts == Dictionary(uniqueKeysWithValues: files))
    }

    /// Spellings of the folder, and the files that are read.
    @Test(arguments: [
        ("manifests", ["manifests/web.yaml"]), ("./manifests/", ["manifests/web.yaml"]),
        ("/manifests", ["manifests/web.yaml"]), ("-odd *", ["-odd */x.yaml"]),
        (".config/roster", [".config/roster/y.yaml"]),
        (".", ["-odd */x.yaml", "manifests/web.yaml"]), ("", ["-odd */x.yaml", "manifests/web.yaml"]),
    ])
    func readsTheFolder(path: String, files: [String]) async throws {
        try await origin.commit(["manifests/web.yaml": "", "-odd */x.yaml": "", ".config/roster/y.yaml": ""])
        #expect(try await source { $0.path = path }.read().files.map(\.path) == files)
    }

    @Test func followsTheBranchAndItsRewrites() async throws {
        let first = try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        #expect(try await source.read().version == first)
        let second = try await origin.commit(["manifests/web.yaml": "2"])
        #expect(try await source.currentVersion() == second)
        #expect(try await source.read().texts == ["manifests/web.yaml": "2"])
        try await origin.run("reset", "--quiet", "--hard", first)
        let rewritten = try await origin.commit(["manifests/web.yaml": "3"])
        let set = try await source.read()
        #expect(set.version == rewritten)
        #expect(set.texts == ["manifests/web.yaml": "3"])
    }

    @Test func readsAnotherBranchFromTheSameMirror() async throws {
        try await origin.commit(["manifests/web.yaml": "main"])
        try await origin.run("checkout", "--quiet", "-b", "team/a")
        let commit = try await origin.commit(["manifests/web.yaml": "team"])
        _ = try await source().read()
        #expect(try await source { $0.branch = "team/a" }.read().version == commit)
    }

    @Test func fetchesOneBranchAndNoTags() async throws {
        try await origin.commit(["manifests/web.yaml": ""])
        try await origin.run("tag", "v1")
        try await origin.run("branch", "other")
        _ = try await source().read()
        let references = try await origin.run(
            "--git-dir", scratch("cache/manifests.git"), "for-each-ref", "--format=%(refname)")
        #expect(references == "refs/roster/manifests")
        #expect(!FileManager.default.fileExists(atPath: scratch("cache/manifests.git/hooks")))
    }

    /// Ways to damage a mirror.
    @Test(arguments: ["HEAD", "objects", "refs", "config"])
    func replacesADamagedMirror(losing part: String) async throws {
        let commit = try await origin.commit(["manifests/web.yaml": "web"])
        let source = try source()
        _ = try await source.read()
        try FileManager.default.removeItem(atPath: scratch("cache/manifests.git/\(part)"))
        let set = try await source.read()
        #expect(set.version == commit)
        #expect(set.texts == ["manifests/web.yaml": "web"])
    }

    @Test func replacesAMirrorWithAStaleLock() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        _ = try await source.read()
        try scratch.write("", to: "cache/manifests.git/refs/roster/manifests.lock")
        try await origin.commit(["manifests/web.yaml": "2"])
        #expect(try await source.read().texts == ["manifests/web.yaml": "2"])
    }

    @Test func keepsTheMirrorWhenTheRemoteIsGone() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        _ = try await source.read()
        try FileManager.default.removeItem(atPath: origin.url)
        let said = await refusal(of: source)
        #expect(said?.contains("'\(origin.url)' does not appear to be a git repository") == true)
        #expect(FileManager.default.fileExists(atPath: scratch("cache/manifests.git/HEAD")))
    }

    @Test func allowsOneReaderAtATime() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        _ = try await source.read()
        let lock = try MirrorLock(file: scratch("cache/manifests.lock"))
        #expect(await refusal(of: source)?.contains("manifests.lock is locked by another roster") == true)
        lock.release()
        #expect(await refusal(of: source) == nil)
    }

    @Test func runsNoHookOfTheMirror() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        _ = try await source.read()
        let hook = "cache/manifests.git/hooks/reference-transaction"
        try scratch.write("#!/bin/sh\ntouch \(scratch("hook-ran"))\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch(hook))
        try await origin.commit(["manifests/web.yaml": "2"])
        _ = try await source.read()
        #expect(FileManager.default.fileExists(atPath: scratch(hook)))
        #expect(!FileManager.default.fileExists(atPath: scratch("hook-ran")))
    }
}
