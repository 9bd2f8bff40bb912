import Foundation
import Manifests
import Model
import SwiftExtensions
import TestSupport
import Testing

@testable import ManifestSources
@testable import Reconciler

@Suite struct GitSourceTests {
    let scratch: TemporaryFolder
    let origin: Repository

    init() async throws {
        scratch = try TemporaryFolder()
        origin = try await Repository(in: scratch)
    }

    /// A source that fetches from the origin.
    private func source(_ change: (inout GitSettings) -> Void = { _ in }) throws -> GitSource {
        var settings = try GitSettings(url: origin.url)
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

    /// Git allows any bytes but '/' and 0 in a name, and any of them in any place.
    @Test func readsFilesOfAnyName() async throws {
        let blob = try await origin.blob("x")
        var dice = SplitMix64(seed: 7)
        var names = [
            Array("a\u{1B}[2J\n2026-09-22 notice roster: removed payments:7.yaml".utf8),
            [0xFF, 0xFE] + Array(".yaml".utf8),
        ]
        for _ in 1...200 {
            let length = Int.random(in: 0...40, using: &dice)
            let bytes = (0..<length).map { _ in UInt8.random(in: 1...255, using: &dice) }.filter {
                $0 != UInt8(ascii: "/")
            }
            names.append([UInt8(ascii: "n")] + bytes + Array(".yaml".utf8))
        }
        try await origin.commit(entries: names.map { ($0, blob) })
        let set = try await source().read()
        let expected = Set(names.map { "manifests/" + String(fileName: $0) })
        #expect(Set(set.files.map(\.path)) == expected)
        #expect(set.files.allSatisfy { $0.bytes == Array("x".utf8) })
        #expect(expected.contains("manifests/\\xff\\xfe.yaml"))
    }

    /// A name's own bytes decide whether it is hidden, whatever a letter and an accent look like together.
    @Test func comparesNamesByBytes() async throws {
        let blob = try await origin.blob("x")
        let names = [".\u{301}x.yaml", "\u{301}y.yaml", "z.yaml\u{301}", "\u{301}/.w.yaml"]
        try await origin.commit(entries: names.prefix(3).map { (Array($0.utf8), blob) })
        #expect(try await source().read().files.map(\.path) == ["manifests/\u{301}y.yaml"])
    }

    @Test func readsOneBlobOfManyNamesOnce() async throws {
        let blob = try await origin.blob(String(repeating: "#", count: 16 << 10))
        try await origin.commit(entries: (1...3000).map { (Array("\($0).yaml".utf8), blob) })
        let set = try await source().read()
        #expect(set.files.count == 3000)
        let storage = Set(set.files.map { file in file.bytes.withUnsafeBufferPointer { $0.baseAddress } })
        #expect(storage.count == 1)
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

    @Test(arguments: [("sha1", 40), ("sha256", 64)])
    func readsEitherObjectFormat(format: String, digits: Int) async throws {
        let scratch = try TemporaryFolder()
        for (format, digits) in [("sha1", 40), (format, digits), ("sha1", 40)] {
            try? FileManager.default.removeItem(atPath: scratch("origin"))
            let origin = try await Repository(in: scratch, format: format)
            try await origin.commit(["manifests/web.yaml": format])
            let source = try GitSource(GitSettings(url: origin.url), cache: scratch("cache"), git: .forTests())
            let set = try await source.read()
            #expect(set.version?.count == digits)
            #expect(set.texts == ["manifests/web.yaml": format])
        }
    }

    @Test func fetchesNoHistory() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let second = try await origin.commit(["manifests/web.yaml": "2"])
        let source = try source()
        _ = try await source.read()
        #expect(try await mirrored() == [second])
        let third = try await origin.commit(["manifests/web.yaml": "3"])
        #expect(try await source.read().version == third)
        #expect(try await mirrored() == [third])
    }

    /// The commits that the mirror leads to.
    private func mirrored() async throws -> [String] {
        try await origin.run("--git-dir", scratch("cache/git-mirror/repository.git"), "rev-list", "--all")
            .split(separator: "\n").map(String.init)
    }

    @Test func fetchesOneBranchAndNoTags() async throws {
        try await origin.commit(["manifests/web.yaml": ""])
        try await origin.run("tag", "v1")
        try await origin.run("branch", "other")
        _ = try await source().read()
        let references = try await origin.run(
            "--git-dir", scratch("cache/git-mirror/repository.git"), "for-each-ref", "--format=%(refname)")
        #expect(references == "refs/roster/manifests")
        #expect(!FileManager.default.fileExists(atPath: scratch("cache/git-mirror/repository.git/hooks")))
    }

    /// Ways to damage a mirror.
    @Test(arguments: ["HEAD", "objects", "refs", "config", "shallow", ""])
    func replacesADamagedMirror(losing part: String) async throws {
        let commit = try await origin.commit(["manifests/web.yaml": "web"])
        let source = try source()
        _ = try await source.read()
        try FileManager.default.removeItem(atPath: scratch("cache/git-mirror/repository.git/\(part)"))
        let set = try await source.read()
        #expect(set.version == commit)
        #expect(set.texts == ["manifests/web.yaml": "web"])
    }

    @Test func replacesAMirrorWithAStaleLock() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        _ = try await source.read()
        try scratch.write("", to: "cache/git-mirror/repository.git/refs/roster/manifests.lock")
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
        #expect(FileManager.default.fileExists(atPath: scratch("cache/git-mirror/repository.git/HEAD")))
    }

    /// The waiting takes no time here: sleeping moves the clock.
    @Test func waitsForAnotherReader() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        _ = try await source().read()
        let file = scratch("cache/git-mirror/lock")
        let clock = SettableClock()
        let lock = try await MirrorLock.acquire(file, time: clock.time)
        let settings = try GitSettings(url: origin.url)
        let patient = try GitSource(settings, cache: scratch("cache"), git: .forTests(), time: clock.time)
        let said = await refusal(of: patient)
        #expect(said?.contains("another roster has been reading the same repository for 30 s") == true)
        #expect(clock.now.timeIntervalSince(SettableClock.start) >= 30)
        #expect(try await patient.currentVersion() != nil, "a look does not wait")
        let sleeping = TimeSource(
            now: { Date() }, uptime: { .zero },
            sleep: { _ in lock.release() })
        #expect(
            try await GitSource(settings, cache: scratch("cache"), git: .forTests(), time: sleeping).read().texts.count
                == 1)
    }

    /// What a stop commit needs to be seen before the next burst.
    @Test func looksWithoutFetching() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        let known = try await source.read()
        let second = try await origin.commit(["elsewhere/a": "2"])
        #expect(try await source.currentVersion() == second)
        let fetched = try await origin.run(
            "--git-dir", scratch("cache/git-mirror/repository.git"), "for-each-ref", "--format=%(objectname)")
        #expect(fetched == known.version)
        #expect(try await source.latest(after: known).files == known.files)
    }

    @Test func runsNoHookOfTheMirror() async throws {
        try await origin.commit(["manifests/web.yaml": "1"])
        let source = try source()
        _ = try await source.read()
        let hook = "cache/git-mirror/repository.git/hooks/reference-transaction"
        try scratch.write("#!/bin/sh\ntouch \(scratch("hook-ran"))\n", to: hook)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch(hook))
        try await origin.commit(["manifests/web.yaml": "2"])
        _ = try await source.read()
        #expect(FileManager.default.fileExists(atPath: scratch(hook)))
        #expect(!FileManager.default.fileExists(atPath: scratch("hook-ran")))
    }
}
