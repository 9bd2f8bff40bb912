import Foundation
import Manifests
import Model
import Reconciler
import TestSupport
import Testing

@testable import ManifestSources

/// What may decide what `git` does, and what must not.
@Suite("Whose configuration counts") struct GitIsolationTests {
    let scratch: TemporaryFolder
    let origin: Repository

    init() async throws {
        scratch = try TemporaryFolder()
        origin = try await Repository(in: scratch)
        try await origin.commit(["manifests/web.yaml": "web"])
    }

    private func source(_ url: String? = nil, _ git: GitProgram = .forTests()) throws -> GitSource {
        try GitSource(GitSettings(url: url ?? origin.url), cache: scratch("cache"), git: git)
    }

    private var mirror: String { "cache/git-mirror/repository.git" }

    @Test(
        "the user's and the system's count, alike for a look and for a fetch",
        arguments: ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"])
    func usersAndSystems(_ variable: String) async throws {
        let file = try scratch.write("[url \"\(origin.url)\"]\n\tinsteadOf = far:away\n", to: "settings")
        let source = try source("far:away", .forTests([variable: file]))
        #expect(try await source.currentVersion() != nil)
        #expect(try await source.read().texts == ["manifests/web.yaml": "web"])
    }

    @Test("GIT_SSH_COMMAND counts")
    func sshCommand() async throws {
        let command = "touch '\(scratch("ssh-ran"))'; false"
        let said = await refusal(of: try source("ssh://h/r.git", .forTests(["GIT_SSH_COMMAND": command])))
        #expect(said?.hasPrefix("cannot read branch 'main' of ssh://h/r.git: ") == true)
        #expect(FileManager.default.fileExists(atPath: scratch("ssh-ran")))
    }

    /// What a checkout could bring along in the place of the mirror, so that `git` runs a program or writes elsewhere.
    struct Plant: CustomTestStringConvertible, Sendable {
        let name: String
        let prepare: @Sendable (TemporaryFolder, String) throws -> Void
        var testDescription: String { name }
    }

    static let plants = [
        Plant(name: "a configuration that runs a program") { scratch, mirror in
            let old = try String(contentsOfFile: scratch("\(mirror)/config"), encoding: .utf8)
            try scratch.write(old + "\tsshCommand = touch \(scratch("ran"))\n", to: "\(mirror)/config")
        },
        Plant(name: "an included configuration") { scratch, mirror in
            try scratch.write("[core]\n\tsshCommand = touch \(scratch("ran"))\n", to: "evil")
            try scratch.write("[include]\n\tpath = \(scratch("evil"))\n", to: "\(mirror)/config")
        },
        Plant(name: "another repository's configuration") { scratch, mirror in
            try scratch.write("[core]\n\tsshCommand = touch \(scratch("ran"))\n", to: "evil/config")
            try scratch.write("", to: "evil/objects/x")
            try scratch.write("", to: "evil/refs/x")
            try scratch.write("\(scratch("evil"))\n", to: "\(mirror)/commondir")
        },
        Plant(name: "another repository's objects") { scratch, mirror in
            try scratch.write("\(scratch("origin/.git/objects"))\n", to: "\(mirror)/objects/info/alternates")
        },
        Plant(name: "a link to another repository") { scratch, mirror in
            try FileManager.default.removeItem(atPath: scratch(mirror))
            try scratch.link(mirror, to: scratch("origin/.git"))
        },
        Plant(name: "a link to another repository's objects") { scratch, mirror in
            try FileManager.default.removeItem(atPath: scratch("\(mirror)/objects"))
            try scratch.link("\(mirror)/objects", to: scratch("origin/.git/objects"))
        },
        Plant(name: "a copy of a mirror, which may have other objects") { scratch, mirror in
            try FileManager.default.copyItem(atPath: scratch(mirror), toPath: scratch("copy"))
            try FileManager.default.removeItem(atPath: scratch(mirror))
            let object = try FileManager.default.subpathsOfDirectory(atPath: scratch("copy/objects"))
                .first { $0.utf8.count == 41 }
            if let object { try FileManager.default.removeItem(atPath: scratch("copy/objects/\(object)")) }
            try FileManager.default.moveItem(atPath: scratch("copy"), toPath: scratch(mirror))
            try scratch.write("planted", to: "\(mirror)/planted")
        },
        Plant(name: "a link as configuration") { scratch, mirror in
            let old = try String(contentsOfFile: scratch("\(mirror)/config"), encoding: .utf8)
            try scratch.write(old, to: "config")
            try FileManager.default.removeItem(atPath: scratch("\(mirror)/config"))
            try scratch.link("\(mirror)/config", to: scratch("config"))
        },
    ]

    @Test("a mirror that is not as Roster makes it is made anew, and what it led to is left alone", arguments: plants)
    func planted(_ plant: Plant) async throws {
        let source = try source()
        _ = try await source.read()
        let before = try files(below: "origin")
        try plant.prepare(scratch, mirror)
        // With the SSH command in force, this would run it.
        let remote = try GitSource(
            GitSettings(url: "ssh://h.invalid/r.git"), cache: scratch("cache"),
            git: .forTests(["GIT_SSH_COMMAND": ""]))
        _ = await refusal(of: remote)
        #expect(try await source.read().texts == ["manifests/web.yaml": "web"])
        #expect(!FileManager.default.fileExists(atPath: scratch("ran")))
        #expect(!FileManager.default.fileExists(atPath: scratch("\(mirror)/planted")))
        #expect(try files(below: "origin") == before)
    }

    private func files(below folder: String) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: scratch(folder)))
    }

    /// What may be where the mirror would go, and what is said. `@` is the scratch folder.
    @Test(
        "what Roster has not made is neither written to nor removed",
        arguments: [
            "cache/git-mirror", "cache/git-mirror/repository.git", "cache/manifests.git",
        ])
    func unmarked(_ place: String) async throws {
        try FileManager.default.createDirectory(atPath: scratch(place), withIntermediateDirectories: true)
        let mine = try await origin.run("init", "--quiet", "--bare", scratch(place))
        #expect(mine.isEmpty)
        try scratch.write("precious", to: "\(place)/precious")
        let before = try files(below: place)
        let said = await refusal(of: try source())
        if place.hasPrefix("cache/git-mirror") {
            #expect(said?.contains("is not a mirror that Roster has made") == true)
        } else {
            #expect(said == nil)
            // Any failure of Git, as of an address that leads nowhere, must not change that.
            _ = await refusal(of: try source(scratch("nowhere")))
        }
        #expect(try files(below: place) == before)
        #expect(try String(contentsOfFile: scratch("\(place)/precious"), encoding: .utf8) == "precious")
    }

    /// Which object of the commit is forged in the mirror, where git would read it without hashing it.
    @Test("an object in the mirror counts only if it is what its name says", arguments: ["blob", "tree", "commit"])
    func forged(_ kind: String) async throws {
        let source = try source()
        _ = try await source.read()
        let names = ["blob": "HEAD:manifests/web.yaml", "tree": "HEAD:manifests", "commit": "HEAD"]
        let name = try await origin.run("rev-parse", #require(names[kind]))
        let other = try await Repository(in: TemporaryFolder())
        try await other.commit(["manifests/web.yaml": "forged"])
        let forged = try await other.run("rev-parse", #require(names[kind]))
        // The other's objects, and one of them under the name of the mirror's own.
        for object in try FileManager.default.subpathsOfDirectory(atPath: "\(other.url)/.git/objects")
        where object.utf8.count == 41 {
            let content = try Data(contentsOf: URL(filePath: "\(other.url)/.git/objects/\(object)"))
            try scratch.write(content, to: "\(mirror)/objects/\(object)")
            if object.replacing("/", with: "") == forged {
                try plant(content, as: "\(mirror)/objects/\(name.prefix(2))/\(name.dropFirst(2))")
            }
        }
        #expect(try await source.read().texts == ["manifests/web.yaml": "web"])
    }

    /// Overwrites a file that git has made read-only.
    private func plant(_ content: Data, as name: String) throws {
        try? FileManager.default.removeItem(atPath: scratch(name))
        try scratch.write(content, to: name)
    }

    @Test("only Roster's user may read the mirror")
    func permissions() async throws {
        _ = try await source().read()
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch("cache/git-mirror"))
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("cache")) == ["git-mirror"])
    }
}

@Suite("Credentials for git") struct GitCredentialTests {
    private static let place = Model.SourceLocation(file: "roster.yaml", line: 7, column: 5)

    private func settings(_ url: String, _ token: TokenSource? = nil) throws -> GitSettings {
        var settings = try GitSettings(url: url)
        settings.token = token
        return settings
    }

    /// The user and the password that a command gets.
    private func given(_ settings: GitSettings, _ variables: [String: String] = [:]) throws -> [String]? {
        let credential = try GitCredential(settings) { variables[$0] }
        let environment = credential?.environment(beside: ["GIT_CONFIG_COUNT": "2", "HOME": "/h"])
        guard let environment else { return nil }
        if environment["GIT_CONFIG_COUNT"] == "3" {
            return ["GIT_CONFIG_KEY_2", "GIT_CONFIG_VALUE_2"].compactMap { environment[$0] }
        }
        #expect(environment["GIT_CONFIG_COUNT"] == "4" && environment["GIT_CONFIG_KEY_2"] == "credential.helper")
        #expect(environment["HOME"] == "/h" && environment["GIT_ASKPASS"] == "")
        return [environment["GIT_CONFIG_KEY_3"], environment["ROSTER_GIT_USER"], environment["ROSTER_GIT_PASSWORD"]]
            .compactMap { $0 }
    }

    @Test func comesFromTheAddressOrTheToken() throws {
        let scratch = try TemporaryFolder()
        let file = TokenSource.file(try scratch.write("t0ken\n", to: "token"), at: Self.place)
        let variable = TokenSource.environment("TOKEN", at: Self.place)
        let helper = "credential.https://h:1.helper"
        #expect(try given(settings("https://h:1/r")) == nil)
        #expect(try given(settings("git@h:r")) == nil)
        #expect(try given(settings("https://u:p@h:1/r")) == [helper, "u", "p"])
        #expect(try given(settings("https://me@h:1/r")) == ["credential.https://h:1.username", "me"])
        #expect(try given(settings("https://h:1/r", file)) == [helper, "x-access-token", "t0ken"])
        #expect(try given(settings("https://deploy@h:1/r", file)) == [helper, "deploy", "t0ken"])
        #expect(try given(settings("https://h:1/r", variable), ["TOKEN": "x"]) == [helper, "x-access-token", "x"])
        try scratch.write("rotated", to: "token")
        #expect(try given(settings("https://h:1/r", file)) == [helper, "x-access-token", "rotated"])
    }

    @Test(arguments: [
        ("gone", nil, "the file that 'tokenFile' names does not exist: check the path"),
        ("", nil, "the file that 'tokenFile' names is not a regular file: name one with the token in it"),
        ("token", "", "the file that 'tokenFile' names is empty: put the token in it"),
        ("token", " \n", "the file that 'tokenFile' names is empty: put the token in it"),
        (
            "token", "a\nb",
            "the file that 'tokenFile' names has more than one line, or a control character: put only the token in it"
        ),
        (
            "token", "a\nhost=evil",
            "the file that 'tokenFile' names has more than one line, or a control character: put only the token in it"
        ),
        (
            "token", String(repeating: "x", count: 70_000),
            "the file that 'tokenFile' names is longer than a token can be: check the path"
        ),
    ])
    func saysWhatIsWrongWithAFile(name: String, text: String?, says: String) throws {
        let scratch = try TemporaryFolder()
        if let text { try scratch.write(text, to: name) }
        let settings = try settings("https://h/r", .file(scratch(name), at: Self.place))
        #expect(throws: ManifestSourceError("roster.yaml:7:5: \(says)")) { try GitCredential(settings) { _ in nil } }
    }

    @Test func saysThatAVariableIsMissing() throws {
        let settings = try settings("https://h/r", .environment("ghp_pasted", at: Self.place))
        for value in [nil, ""] {
            #expect(
                throws: ManifestSourceError(
                    "roster.yaml:7:5: the environment variable that 'tokenEnvironment' names is not set, or empty: set it"
                )
            ) { try GitCredential(settings) { _ in value } }
        }
    }
}
