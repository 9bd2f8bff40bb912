import Foundation
import Manifests
import Model
import SwiftExtensions
import Testing

@Suite("Addresses of repositories") struct RepositoryAddressTests {
    struct Address: CustomTestStringConvertible {
        let text: String
        let url: String
        var user: String?
        var password: String?
        var shown: String?
        var testDescription: String { text }

        init(_ text: String, _ url: String? = nil, user: String? = nil, password: String? = nil, shown: String? = nil) {
            self.text = text
            self.url = url ?? text
            self.user = user
            self.password = password
            self.shown = shown
        }
    }

    @Test(
        "what git is given has no credential, and neither has what is shown",
        arguments: [
            Address("https://example.com/a.git"), Address("https://example.com:8443/a/b.git/"),
            Address("HTTPS://Example.com/a", "https://Example.com/a"), Address("http://[::1]:80/a"),
            Address("https://bücher.example/a"),
            Address("https://u:p4ss@h/a", "https://h/a", user: "u", password: "p4ss"),
            Address("https://u:p%40s%2Fs@h/a", "https://h/a", user: "u", password: "p@s/s"),
            Address("https://u:100%@h/a", "https://h/a", user: "u", password: "100%"),
            Address("https://u:S3'CR3T@127.0.0.1:9/r.git", "https://127.0.0.1:9/r.git", user: "u", password: "S3'CR3T"),
            Address("https://u:S3 CR3T@h/a", "https://h/a", user: "u", password: "S3 CR3T"),
            Address("https://u:S3@CR3T@h/a", "https://h/a", user: "u", password: "S3@CR3T"),
            Address("https://u:a:b@h/a", "https://h/a", user: "u", password: "a:b"),
            Address("https://ghp_token@h/a", "https://h/a", user: "ghp_token"),
            Address("https://:p4ss@h/a", "https://h/a", password: "p4ss"),
            Address("https://u:@h/a", "https://h/a", user: "u"), Address("https://@h/a", "https://h/a"),
            Address("git@example.com:a.git"), Address("example.com:a.git"), Address("ssh://h:2222/~me/a.git"),
            Address("ssh://git@h/a.git", shown: "ssh://h/a.git"), Address("git://h/a.git"),
            Address("codecommit::eu-west-1://a"),
            Address("codecommit::eu-west-1://profile@a", shown: "codecommit::eu-west-1://a"),
            Address("../a"), Address("/srv/a b@c"), Address("./a:b"), Address("file:///srv/a"),
            Address("file:///srv/a:b@c"),
        ])
    func takesApart(_ expected: Address) throws {
        let found = try RepositoryAddress(expected.text)
        #expect(found.url == expected.url)
        #expect(found.user?.reveal() == expected.user)
        #expect(found.password?.reveal() == expected.password)
        #expect(found.description == expected.shown ?? expected.url)
        var dumped = ""
        dump(found, to: &dumped)
        for secret in [expected.user, expected.password].compactMap({ $0 }).filter({ $0.utf8.count > 2 }) {
            #expect(!dumped.contains(secret) && !"\(found) \(String(reflecting: found))".contains(secret))
        }
    }

    @Test(
        "where its reader and git could disagree, there is no address",
        arguments: [
            ("", .malformed), ("-x", .malformed), ("--upload-pack=touch", .malformed), ("https://h/a\nb", .malformed),
            ("a\0b", .malformed), ("https:///a", .malformed), ("https://h:x/a", .malformed),
            ("https://h:0/a", .malformed), ("https://h:70000/a", .malformed), ("https://h/a b", .malformed),
            ("https://user:S3CR3T%40h/a", .malformed), ("https://-h/a", .malformed), ("git@h:a b", .malformed),
            ("h:", .malformed), (":a", .malformed), ("file://h/a", .malformed),
            ("https://user:S3/CR3T@h/a", .misplacedAt), ("https://user:S3#CR3T@h/a", .misplacedAt),
            ("https://user:S3?CR3T@h/a", .misplacedAt), ("https://user:1/S3CR3T@h/a", .misplacedAt),
            ("https://me-at-123456789012:aB3/S3+CR3T9k=@127.0.0.1:9/v1/repos/x", .misplacedAt),
            ("https://h/@scope/a", .misplacedAt), ("oauth2:S3CR3T@127.0.0.1:r.git", .misplacedAt),
            ("me@corp.example:S3CR3T@h:r", .misplacedAt), ("https:/user:S3CR3T@h/r", .misplacedAt),
            ("https//user:S3CR3T@h/r", .misplacedAt), ("//user:S3CR3T@h/r", .misplacedAt),
            ("./a:b@c", .misplacedAt), ("user:S3CR3T@h/r", .misplacedAt),
            ("https::https://S3CR3T@h/a", .passwordBesideHTTP), ("http::https://h/a", .malformed),
            ("https::S3CR3T@h/a", .misplacedAt), ("https://h/a?token=S3CR3T", .query), ("https://h/a#S3CR3T", .query),
            ("S3CR3T@127.0.0.1/org/r.git", .misplacedAt), ("http//S3CR3T@h/r.git", .misplacedAt),
            ("//S3CR3T@h/r.git", .misplacedAt), ("git://S3CR3T@h/a", .passwordBesideHTTP),
            ("htttp://S3CR3T@h/a", .passwordBesideHTTP), ("ftp://S3CR3T@h/a", .passwordBesideHTTP),
            ("ssh://h/a?token=S3CR3T", .query), ("ssh://git:S3CR3T@h/a", .passwordBesideHTTP),
            ("git://u:S3CR3T@h/a", .passwordBesideHTTP),
            ("codecommit::eu-west-1://u:S3CR3T@a", .passwordBesideHTTP), ("ftp://u:S3CR3T@h/a", .passwordBesideHTTP),
            ("file://u:S3CR3T@h/a", .passwordBesideHTTP),
            ("https://u:a%0Ahost=evil@h/a", .controlCharacter), ("https://u%00:p@h/a", .controlCharacter),
            ("https://u:%FF@h/a", .controlCharacter),
            ("ext::sh -c touch% x", .runsProgram), ("fd::7", .runsProgram),
        ] as [(String, RepositoryAddress.Invalid)])
    func refuses(_ text: String, _ reason: RepositoryAddress.Invalid) {
        #expect(throws: reason) { try RepositoryAddress(text) }
    }
}

/// Whoever writes an address with a password, in whatever form and place, must find no piece of it in any message.
@Suite("An address in any place of a configuration") struct CredentialPlacesTests {
    /// Every password has these two pieces, with something between them.
    static let pieces = ["S3kr", "HUNTER"]
    static let between = [
        "", "'", "\"", "/", "#", "?", " ", "@", ":", "%", "%2F", "%0A", "=", "+", "&", "\\", "[", "]", "{", "}", ",",
        "ü",
        "\u{202E}", "://", "x?y=", "*", "|", ">", "!", "`", "-", "\t",
    ]
    static let addresses = [
        "http://user:$@127.0.0.1:9/r.git", "https://$@127.0.0.1:9/r.git", "https://me-at-1:$@127.0.0.1:9/v1/x",
        "oauth2:$@127.0.0.1:r.git", "ssh://git:$@127.0.0.1/r.git", "https:/user:$@127.0.0.1/r.git",
        "https//user:$@127.0.0.1/r.git", "//user:$@127.0.0.1/r.git", "http://127.0.0.1:9/r.git?token=$",
        "git://user:$@h/r", "codecommit::eu-west-1://u:$@r", "file://u:$@h/r", "HTTPS://U:$@H", "http://user:$@",
        "$@127.0.0.1/org/r.git", "http//$@127.0.0.1/r.git", "git://$@h/r", "htttp://$@h/r", "ftp://$@h/r",
        "https::http://$@h/r", "ssh://h/r?token=$",
    ]
    /// Where it is written; `@` is the address.
    static let places = [
        "source: {git: {url: @}}", "source: {git: @}", "source: @", "source: {directory: @}", "source: {@: x}",
        "source: {git: {url: u, branch: @}}", "source: {git: {url: u, path: @}}",
        "source: {git: {url: u, interval: @}}",
        "source: {git: {url: {@: x}}}", "source: {git: {url: [@]}}", "source: {git: {url: u, @: x}}",
        "source: {git: {url: 'https://h/r', tokenFile: @, tokenEnvironment: @}}",
        "source: {git: {url: 'git@h:r', tokenEnvironment: @}}", "source: {git: {url: @, tokenFile: t}}",
        "source: {git: {url: u, tag: @}}", "source: [@]", "@: x", "registry: @", "registry: {embedded: {url: @}}",
        "registry: {embedded: {database: @}}", "registry: {aws: {endpointUrl: @}}", "registry: {aws: {region: @}}",
        "registry: {aws: {profile: @}}", "registry: {aws: {roleArn: @}}", "guardrails: {minimumAge: @}",
        "pacing: {burst: @}", "controller: {listen: @}", "controller: {interval: @}", "state: {sqlite: {file: @}}",
        "references: {pipes: @}", "references: {pipes: {waived: @}}", "references: {pipes: {opaque: @}}",
        "references: {pipes: {opaque: {@: true}}}", "references: {@: x}", "source: {git: {url: &a @, branch: *@}}",
        "source: {git: {url: !<@> x}}", "source: {git: {@: 1, @: 2}}",
    ]

    /// Every eighth combination, or with ROSTER_FUZZ=all each of them.
    @Test("no message has a piece of the password", arguments: places)
    func saysNothing(_ place: String) throws {
        let step = ProcessInfo.processInfo.environment["ROSTER_FUZZ"] == "all" ? 1 : 8
        let index = try #require(Self.places.firstIndex(of: place))
        var found = 0
        for number in stride(from: index % step, to: Self.addresses.count * Self.between.count * 3, by: step) {
            let between = Self.between[number / 3 % Self.between.count]
            // In a sentence, what comes after a space is another word.
            if place.contains("waived"), between == " " { continue }
            let address = Self.addresses[number / 3 / Self.between.count]
            // Without a scheme and a colon, what has a '/' in its first part is a path, and other parts are words.
            if address.hasPrefix("$@"), between != "" { continue }
            let text = address.replacing("$", with: Self.pieces.joined(separator: between))
            let written = [text, Self.singleQuoted(text), Self.doubleQuoted(text)][number % 3]
            found += check(place.replacing("@", with: written))
        }
        #expect(found > 25 * 8 / step, "most of them are mistakes")
    }

    /// - Returns: the number of diagnostics.
    private func check(_ spec: String) -> Int {
        let text = "apiVersion: roster/v1\nkind: Roster\nspec:\n  \(spec)\n"
        do {
            let configuration = try parseConfiguration(file(text, at: "roster.yaml"))
            var dumped = "\(configuration)"
            dump(configuration.source, to: &dumped)
            let shown = configuration.warnings.map(\.description).joined() + dumped
            for piece in Self.pieces { #expect(!shown.contains(piece), "\(spec)") }
            return 0
        } catch {
            let said = error.description
            for piece in Self.pieces { #expect(!said.contains(piece), "\(spec)\n\(said)") }
            return error.all.count
        }
    }

    private static func singleQuoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    private static func doubleQuoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\u{202E}", with: "\\u202E"))\""
    }
}
