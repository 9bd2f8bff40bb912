import Manifests
import Model
import Reconciler
import Testing

@testable import ManifestSources

@Suite struct GitAddressTests {
    private func refusal(_ change: (inout GitSettings) -> Void) -> String? {
        var settings = GitSettings(url: "https://example.com/a.git")
        change(&settings)
        do {
            _ = try GitAddress(settings)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: ["main", "team/a", "release-1.2", "ünïcode", "a@b", "@a", "HEAD"])
    func acceptsABranch(_ branch: String) {
        #expect(refusal { $0.branch = branch } == nil)
    }

    @Test(arguments: [
        "", "-", "--upload-pack=touch", "a b", "a..b", "/a", "a/", "a//b", "a.", ".a", "a/.b", "a.lock", "a.lock/b",
        "@",
        "a@{1}", "a:b", "a*", "a?", "a[", "a\\b", "a^", "a~1", "a\nb", "a\u{7F}",
    ])
    func rejectsABranch(_ branch: String) {
        #expect(refusal { $0.branch = branch } == "spec.source.git.branch: '\(branch)' is not a valid branch name")
    }

    @Test(arguments: [
        "https://example.com/a.git", "git@example.com:a.git", "../a", "/srv/a", "codecommit::eu-west-1://a",
    ])
    func acceptsAURL(_ url: String) {
        #expect(refusal { $0.url = url } == nil)
    }

    @Test(arguments: ["", "-x", "--upload-pack=touch", "https://example.com/\na", "a\0b"])
    func rejectsAURL(_ url: String) {
        #expect(refusal { $0.url = url } == "spec.source.git.url: '\(url)' is not a valid Git repository URL")
    }

    @Test(arguments: ["..", "a/../b", "../a", "a\nb", "a\0"])
    func rejectsAPath(_ path: String) {
        #expect(refusal { $0.path = path }?.hasPrefix("spec.source.git.path: '\(path)' is not a folder") == true)
    }
}

@Suite struct RedactionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let url: String
        let text: String
        let shown: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "the URL itself", url: "https://u:p4ss@h/a", text: "https://u:p4ss@h/a", shown: "https://h/a"),
        Case(
            name: "within quotes", url: "https://u:p4ss@h/a", text: "of 'https://u@h/a': no",
            shown: "of 'https://h/a': no"),
        Case(name: "only the password", url: "https://u:p4ss@h/a", text: "bad p4ss!", shown: "bad ***!"),
        Case(name: "decoded", url: "https://u:p%40ss@h/a", text: "bad p@ss, p%40ss", shown: "bad ***, ***"),
        Case(name: "a token as the user", url: "https://ghp_token@h/a", text: "ghp_token no", shown: "*** no"),
        Case(name: "in the query", url: "https://h/a?token=x1", text: "https://h/a?token=x1", shown: "https://h/a?***"),
        Case(
            name: "another URL's", url: "/srv/a", text: "to https://x:y@z/b and ssh://q@w",
            shown: "to https://z/b and ssh://w"),
        Case(name: "an at sign in a path", url: "https://h/a", text: "https://h/@scope/a", shown: "https://h/@scope/a"),
        Case(
            name: "an SSH user is not a secret", url: "ssh://deploy@h/a", text: "deploy@h: denied",
            shown: "deploy@h: denied"),
        Case(name: "nor is one without a scheme", url: "git@h:a", text: "git@h: denied", shown: "git@h: denied"),
        Case(name: "short words stay", url: "https://u:a@h/a", text: "a matter", shown: "a matter"),
    ]

    @Test(arguments: cases)
    func hides(_ example: Case) {
        #expect(Redaction(url: example.url)(example.text) == example.shown)
    }
}
