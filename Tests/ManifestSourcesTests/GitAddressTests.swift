import Manifests
import Model
import Reconciler
import SwiftExtensions
import Testing

@testable import ManifestSources

@Suite struct GitAddressTests {
    private func refusal(_ change: (inout GitSettings) -> Void) throws -> String? {
        var settings = try GitSettings(url: "https://example.com/a.git")
        change(&settings)
        do throws(ManifestSourceError) {
            _ = try GitAddress(settings)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: ["main", "team/a", "release-1.2", "ünïcode", "a@b", "@a", "HEAD"])
    func acceptsABranch(_ branch: String) throws {
        #expect(try refusal { $0.branch = branch } == nil)
    }

    @Test(arguments: [
        "", "-", "--upload-pack=touch", "a b", "a..b", "/a", "a/", "a//b", "a.", ".a", "a/.b", "a.lock", "a.lock/b",
        "@",
        "a@{1}", "a:b", "a*", "a?", "a[", "a\\b", "a^", "a~1", "a\nb", "a\u{7F}",
    ])
    func rejectsABranch(_ branch: String) throws {
        #expect(
            try refusal { $0.branch = branch } == "spec.source.git.branch: \(quoted(branch)) is not a valid branch name"
        )
    }

    /// `git` runs in the mirror, but a relative path is of the folder in which Roster runs.
    @Test(arguments: [
        ("../a", "/work/here/../a"), ("a", "/work/here/a"), ("/srv/a", "/srv/a"), ("file:///srv/a", "file:///srv/a"),
        ("h:a", "h:a"), ("https://h/a", "https://h/a"),
    ])
    func resolvesAFolder(given: String, url: String) throws {
        #expect(try GitAddress(GitSettings(url: given), workingFolder: "/work/here").url == url)
    }

    @Test(arguments: ["..", "a/../b", "../a", "a\nb", "a\0"])
    func rejectsAPath(_ path: String) throws {
        let said = try refusal { $0.path = path }
        #expect(said?.hasPrefix("spec.source.git.path: \(quoted(path)) is not a folder") == true)
    }
}

@Suite struct RedactionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        var secret = "p4ss"
        let text: String
        let shown: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a URL", text: "https://u:p4ss@h/a", shown: "https://h/a"),
        Case(name: "within quotes", text: "of 'https://u@h/a': no", shown: "of 'https://h/a': no"),
        Case(name: "only the password", text: "bad p4ss!", shown: "bad ***!"),
        Case(name: "encoded", secret: "p@s/s", text: "bad p@s/s, p%40s%2Fs", shown: "bad ***, ***"),
        Case(name: "as a header", text: "Authorization: Basic dTpwNHNz", shown: "Authorization: Basic ***"),
        Case(
            name: "another URL's", text: "to https://x:y@z/b and ssh://q@w", shown: "to https://z/b and ssh://w"),
        Case(name: "with any characters in it", text: "'https://x:a'b/c#d e@z/b'", shown: "'https://z/b'"),
        Case(name: "on a line of its own", text: "ssh://w: no\nme@z", shown: "ssh://w: no\nme@z"),
        Case(name: "an SSH user is not a secret", text: "deploy@h: denied", shown: "deploy@h: denied"),
        Case(name: "short words stay", secret: "a", text: "a matter", shown: "a matter"),
    ]

    @Test(arguments: cases)
    func hides(_ example: Case) {
        let redact = Redaction([Secret(example.secret)], headers: ["u:\(example.secret)"])
        #expect(redact(example.text) == example.shown)
    }
}
