import Foundation
import Manifests
import Model
import Reconciler
import TestSupport
import Testing

@testable import ManifestSources

@Suite struct GitRefusalTests {
    /// A repository or setting that must be refused, and what the error must contain.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let name: String
        var change: @Sendable (inout GitSettings) -> Void = { _ in }
        var prepare: @Sendable (Repository) async throws -> Void = { _ in }
        let says: String
        var testDescription: String { name }
    }

    static let refusals = [
        Refusal(
            name: "no such branch", change: { $0.branch = "nope" },
            says: "has no branch 'nope'; check spec.source.git.branch"),
        Refusal(
            name: "a branch whose name ends with the wanted one",
            change: { $0.branch = "tail" }, prepare: { try await $0.run("branch", "refs/heads/tail") },
            says: "has no branch 'tail'"),
        Refusal(
            name: "no such folder", change: { $0.path = "nope" },
            says: "has nothing in the folder 'nope'; check spec.source.git.path"),
        Refusal(
            name: "a file instead of a folder", change: { $0.path = "manifests/web.yaml" },
            says: "has nothing in the folder 'manifests/web.yaml'"),
        Refusal(
            name: "a link instead of a folder", change: { $0.path = "link" },
            prepare: {
                try $0.scratch.link("origin/link", to: "manifests")
                try await $0.commit()
            }, says: "has nothing in the folder 'link'"),
        Refusal(name: "no manifest", change: { $0.path = "docs" }, says: "no *.yaml or *.yml file anywhere below it"),
        Refusal(
            name: "a link as a manifest",
            prepare: {
                try $0.scratch.link("origin/manifests/secret.yaml", to: "/etc/passwd")
                try await $0.commit()
            },
            says: "manifests/secret.yaml is a symbolic link, which Roster does not follow"),
        Refusal(
            name: "a link to a folder",
            prepare: {
                try $0.scratch.link("origin/manifests/team", to: "../docs")
                try await $0.commit()
            },
            says: "manifests/team is a symbolic link, which Roster does not follow"),
        Refusal(
            name: "a submodule",
            prepare: {
                try await $0.run("submodule", "--quiet", "add", $0.url, "manifests/module")
                try await $0.commit()
            },
            says: "manifests/module is a submodule, which Roster does not read"),
        Refusal(
            name: "too large",
            prepare: { try await $0.commit(["manifests/big.yaml": String(repeating: "#", count: 4 << 20 + 1)]) },
            says: "manifests/big.yaml is larger than 4 MiB"),
        Refusal(
            name: "more than 64 MiB, of one blob",
            prepare: { origin in
                let blob = try await origin.blob(String(repeating: "#", count: 4 << 20))
                try await origin.commit(entries: (1...3000).map { (Array("\($0).yaml".utf8), blob) })
            }, says: "have more than 64 MiB together, the limit"),
        Refusal(
            name: "too many",
            prepare: { origin in
                let blob = try await origin.blob("")
                try await origin.commit(entries: (1...10_001).map { (Array("\($0).yml".utf8), blob) })
            }, says: "has more than 10000 manifests, the limit"),
        Refusal(
            name: "more files than can be listed",
            prepare: { origin in
                let blob = try await origin.blob("")
                let name = String(repeating: "n", count: 4000)
                try await origin.commit(entries: (1...9000).map { (Array("\(name)\($0)".utf8), blob) })
            }, says: "there are too many files in the folder of the manifests; set spec.source.git.path to a folder"),
    ]

    @Test(arguments: refusals)
    func refuses(_ refusal: Refusal) async throws {
        let scratch = try TemporaryFolder()
        let origin = try await Repository(in: scratch)
        try await origin.commit(["manifests/web.yaml": "web", "docs/README.md": "-"])
        try await refusal.prepare(origin)
        var settings = try GitSettings(url: origin.url)
        refusal.change(&settings)
        let source = try GitSource(settings, cache: scratch("cache"), git: .forTests())
        let said = try #require(await ManifestSourcesTests.refusal(of: source))
        #expect(said.contains(refusal.says), "\(said)")
    }

    @Test func refusesAnUnusableCache() async throws {
        let scratch = try TemporaryFolder()
        try scratch.write("", to: "file")
        let source = try GitSource(GitSettings(url: scratch("origin")), cache: scratch("file/cache"), git: .forTests())
        #expect(
            await refusal(of: source)?.contains(
                "file/cache/git-mirror, the folder for the mirror of the repository: ") == true)
    }
}
