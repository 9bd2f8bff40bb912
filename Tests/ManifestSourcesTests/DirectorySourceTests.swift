import Foundation
import Manifests
import Model
import Reconciler
import TestSupport
import Testing

@testable import ManifestSources

@Suite struct DirectorySourceTests {
    let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    @Test func readsEveryManifestBelowTheFolderInOrder() async throws {
        try scratch.write("c", to: "m/web.yaml")
        try scratch.write("a", to: "m/a/deep/er.yml")
        try scratch.write("b", to: "m/b.yaml")
        try scratch.write("-", to: "m/README.md")
        try scratch.write("-", to: "m/.git/config.yaml")
        try scratch.write("-", to: "m/.hidden.yaml")
        let folder = scratch("m")
        let set = try await DirectorySource(folder).read()
        #expect(set.files.map(\.path) == ["a/deep/er.yml", "b.yaml", "web.yaml"].map { "\(folder)/\($0)" })
        #expect(set.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "b", "c"])
        #expect(set.version == nil)
    }

    @Test func namesFilesByTheGivenPath() async throws {
        try scratch.write("x", to: "real/web.yaml")
        try scratch.link("current", to: "real")
        #expect(try await DirectorySource(scratch("real/")).read().files.map(\.path) == [scratch("real/web.yaml")])
        #expect(try await DirectorySource(scratch("current")).read().files.map(\.path) == [scratch("current/web.yaml")])
        #expect(try await DirectorySource(scratch("real/web.yaml")).read().texts == [scratch("real/web.yaml"): "x"])
    }

    @Test func readsAConfigMapVolume() async throws {
        try scratch.write("x", to: "m/..2024_05_01/web.yaml")
        try scratch.link("m/..data", to: "..2024_05_01")
        try scratch.link("m/web.yaml", to: "..data/web.yaml")
        #expect(try await DirectorySource(scratch("m")).read().texts == [scratch("m/web.yaml"): "x"])
    }

    /// A file system allows any bytes but '/' and 0 in a name.
    @Test func readsFilesOfAnyName() async throws {
        try scratch.write("", to: "m/a.yaml")
        let names: [[UInt8]] = [
            [0xFF] + Array(".yaml".utf8), Array("b\u{1B}[2J\n.yml".utf8), [0xC3] + Array(".txt".utf8),
        ]
        for name in names {
            let path = (Array(scratch("m/").utf8) + name).map { CChar(bitPattern: $0) } + [0]
            let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
            #expect(descriptor >= 0 && write(descriptor, "x", 1) == 1)
            close(descriptor)
        }
        let found = try await DirectorySource(scratch("m")).read().texts
        let expected = ["a.yaml": "", "\\xff.yaml": "x", "b\u{1B}[2J\n.yml": "x"]
        #expect(found == Dictionary(uniqueKeysWithValues: expected.map { (scratch("m/\($0)"), $1) }))
    }

    @Test func hasNoVersion() async throws {
        let source = DirectorySource(scratch("m"))
        #expect(try await source.currentVersion() == nil)
        #expect(source.pollInterval == nil)
    }

    @Test func acceptsFilesUpToTheLimit() async throws {
        try scratch.write(String(repeating: "#", count: 4 << 20), to: "m/big.yaml")
        #expect(try await DirectorySource(scratch("m")).read().files.map(\.bytes.count) == [4 << 20])
    }

    /// An unusable folder and the expected error, in which `@` is the scratch folder, and `&` an at sign.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let name: String
        var path = "m"
        let prepare: @Sendable (TemporaryFolder) throws -> Void
        let says: String
        var testDescription: String { name }
    }

    static let refusals = [
        Refusal(name: "missing", prepare: { _ in }, says: "@/m does not exist; check the path"),
        Refusal(
            name: "below a file", path: "m/web", prepare: { try $0.write("", to: "m") },
            says: "@/m/web cannot be read: Not a directory"),
        Refusal(
            name: "no manifest", prepare: { try $0.write("", to: "m/sub/README.md") },
            says: "@/m has no manifest: no *.yaml or *.yml file anywhere below it; check that it is the right folder"),
        Refusal(
            name: "only hidden ones", prepare: { try $0.write("", to: "m/.github/ci.yml") },
            says: "@/m has no manifest: no *.yaml or *.yml file anywhere below it; check that it is the right folder"),
        Refusal(
            name: "a file of another kind", path: "m/notes.txt", prepare: { try $0.write("", to: "m/notes.txt") },
            says: "@/m/notes.txt is neither a folder nor a *.yaml or *.yml file; name one or the other"),
        Refusal(
            name: "too large", prepare: { try $0.write(String(repeating: "#", count: 4 << 20 + 1), to: "m/big.yaml") },
            says: "@/m/big.yaml is larger than 4 MiB, the limit for a manifest; split it into several files"),
        Refusal(
            name: "a pipe",
            prepare: {
                try $0.write("", to: "m/web.yaml")
                #expect(mkfifo($0("m/pipe.yaml"), 0o600) == 0)
            },
            says: "@/m/pipe.yaml is not a regular file; a manifest must be one"),
        Refusal(
            name: "a link to nothing", prepare: { try $0.link("m/web.yaml", to: "gone.yaml") },
            says: "@/m/web.yaml does not exist; check the path"),
        Refusal(
            name: "a link to itself", prepare: { try $0.link("m/web.yaml", to: "web.yaml") },
            says: "@/m/web.yaml is a symbolic link that leads back to itself; remove it"),
        Refusal(
            name: "a link to a file elsewhere",
            prepare: {
                try $0.write("", to: "m-other/web.yaml")
                try $0.link("m/web.yaml", to: "../m-other/web.yaml")
            },
            says: "@/m/web.yaml is a symbolic link out of the folder, which Roster does not follow; "
                + "replace it with what it links to"),
        Refusal(
            name: "a link to a folder elsewhere", prepare: { try $0.link("m/etc", to: "/etc") },
            says: "@/m/etc is a symbolic link out of the folder, which Roster does not follow; "
                + "replace it with what it links to"),
        Refusal(
            name: "more than 64 MiB",
            prepare: { scratch in
                let text = String(repeating: "#", count: 4 << 20)
                for number in 1...17 { try scratch.write(text, to: "m/\(number)/big.yaml") }
            },
            says: "the manifests in @/m have more than 64 MiB together, the limit; name a folder with fewer"),
        Refusal(
            name: "too many",
            prepare: { scratch in
                try scratch.write("", to: "m/0.yml")
                for number in 1...10_000 { #expect(link(scratch("m/0.yml"), scratch("m/\(number).yml")) == 0) }
            },
            says: "@/m has more than 10000 manifests, the limit; put several into one file, or name a folder with fewer"
        ),
        Refusal(
            name: "an address with a password", path: "m/https://u:hunter2@h/r", prepare: { _ in },
            says: "@/m/https:***&h/r does not exist; check the path"),
        Refusal(
            name: "a cycle", prepare: { try $0.link("m/sub/loop", to: "..") },
            says: "@/m/sub/loop and @/m are the same folder, through a symbolic link; remove the link"),
        Refusal(
            name: "a folder twice",
            prepare: {
                try $0.write("", to: "m/real/web.yaml")
                try $0.link("m/again", to: "real")
            },
            says: "@/m/real and @/m/again are the same folder, through a symbolic link; remove the link"),
    ]

    @Test(arguments: refusals)
    func refuses(_ refusal: Refusal) async throws {
        try refusal.prepare(scratch)
        let said = await ManifestSourcesTests.refusal(of: DirectorySource(scratch(refusal.path)))
        #expect(said == refusal.says.replacing("@", with: scratch.path).replacing("&", with: "@"))
    }
}
