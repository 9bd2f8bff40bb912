import Manifests
import Model
import Testing

/// Mistakes in whole documents, files and sets of files.
@Suite struct ManifestSetTests {
    private static let head = "apiVersion: roster/v1\nkind: TaskDefinitionFamily\n"
    private static let web = head + "metadata: {name: web}\nspec: {active: [1]}\n"

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let expected: [String]

        init(_ name: String, _ text: String, _ expected: String...) {
            (testDescription, self.text, self.expected) = (name, text, expected)
        }
    }

    static let documents: [Case] = [
        Case("an empty file", "", "1:1: the file has no manifest: write one, or delete the file"),
        Case("only comments", "# web\n---\n", "1:1: the file has no manifest: write one, or delete the file"),
        Case(
            "not a mapping", "- web",
            "1:1: a document must be a mapping that starts with 'apiVersion: roster/v1', not a list"),
        Case(
            "all keys missing", "{}",
            "1:1: the key 'apiVersion' is missing from 'TaskDefinitionFamily': add it",
            "1:1: the key 'kind' is missing from 'TaskDefinitionFamily': add it",
            "1:1: the key 'metadata' is missing from 'TaskDefinitionFamily': add it",
            "1:1: the key 'spec' is missing from 'TaskDefinitionFamily': add it"),
        Case(
            "no name", head + "metadata:\nspec: {active: [1]}",
            "3:10: the key 'name' is missing from 'metadata': add it"),
        Case(
            "another version", web.replacing("roster/v1", with: "roster/v2"),
            "1:13: 'apiVersion' must be 'roster/v1', not the text 'roster/v2'"),
        Case(
            "another kind", "kind: Service\nmetadata: {labels: {}}",
            "1:7: 'kind' must be 'TaskDefinitionFamily', not the text 'Service'"),
        Case(
            "a misspelt kind, and a later mistake",
            web.replacing("kind: Task", with: "kind: Taks").replacing("[1]", with: "1"),
            "2:7: 'kind' must be 'TaskDefinitionFamily', not the text 'TaksDefinitionFamily'",
            "4:16: 'active' must be a list, not the number 1"),
        Case(
            "the configuration", "apiVersion: roster/v1\nkind: Roster",
            "2:7: this is Roster's configuration, not a manifest: move it out of the manifest folder"),
        Case(
            "a name with a space", web.replacing("web", with: "a b"),
            "3:18: 'a b' is not a valid family name: use 1 to 255 letters, digits, hyphens and underscores"),
        Case(
            "a name that is a number", web.replacing("web", with: "42"),
            "3:18: 'name' must be a family name, in quotes, not the number 42"),
        Case(
            "two manifests in a file", web + "---\n" + web,
            "8:18: family 'web' already has a manifest, at web.yaml:3:18: remove one of the two"),
    ]

    @Test(arguments: documents)
    func everyMistakeHasItsLocation(_ test: Case) {
        let found = diagnostics { () throws(Diagnostics) in try parseManifests([file(test.text)]) }
        #expect(found == test.expected.map { "web.yaml:" + $0 })
    }

    @Test func noFileIsAMistake() {
        let found = diagnostics { () throws(Diagnostics) in try parseManifests([]) }
        #expect(found == ["there is no manifest: name a manifest (*.yaml or *.yml), or a folder that has one"])
    }

    /// A repository can have ten thousand files without a correct line.
    @Test func stopsAfterAThousandMistakes() throws {
        let text = (1...80).map { "wrong\($0): 1\n" }.joined()
        let files = (100...999).map { file(text, at: "\($0).yaml") }
        let found = diagnostics { () throws(Diagnostics) in try parseManifests(files) }
        #expect(found.count < 1200)
        #expect(found.contains { $0.contains(": stopped after 10") && $0.hasSuffix(" errors: fix these first") })
    }

    @Test func fiveMistakesGiveFiveDiagnostics() {
        let files = [
            file(Self.head + "metadata: {name: web}\nspec:\n  actve: [1]\n", at: "m/a.yaml"),
            file(Self.head + "metadata:\n\tname: api\n", at: "m/b.yaml"),
            file(Self.web + "---\n" + Self.head + "metadata: {name: jobs}\nspec: {active: [9..3]}\n", at: "m/c.yaml"),
            file(Self.head + "metadata: {name: mail}\nspec:\n  active: [1]\n  prune: 1\n", at: "m/d.yml"),
            file(Self.head + "metadata: {name: good}\nspec: {active: [1]}\n", at: "m/e.yml"),
        ]
        let found = diagnostics { () throws(Diagnostics) in try parseManifests(files) }
        #expect(
            found == [
                "m/a.yaml:5:3: unknown key 'actve' (did you mean 'active'?)",
                "m/b.yaml:4:1: a tab is used for indentation: indent with spaces",
                "m/c.yaml:3:18: family 'web' already has a manifest, at m/a.yaml:3:18: remove one of the two",
                "m/c.yaml:9:17: the range '9..3' is empty: write the lower revision first, 3..9",
                "m/d.yml:6:10: 'prune' must be one of 'deregister', 'report', not the number 1",
            ])
    }

    struct Flood: CustomTestStringConvertible {
        let testDescription: String
        let text: String
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            Flood(testDescription: "documents", text: String(repeating: "a\n---\n", count: 300_000)),
            Flood(
                testDescription: "unknown keys",
                text: head + "metadata: {name: web}\nspec:\n  active: [1]\n"
                    + (0..<200_000).map { "  activ\($0): 1\n" }.joined()),
            Flood(
                testDescription: "wrong entries",
                text: head + "metadata: {name: web}\nspec:\n  active:\n"
                    + String(repeating: "  - x\n", count: 200_000)),
            Flood(testDescription: "duplicate keys", text: String(repeating: "a: 1\n", count: 200_000)),
        ])
    func readingStopsAfterManyMistakes(_ flood: Flood) {
        let found = diagnostics { () throws(Diagnostics) in
            try parseManifests([file(flood.text), file("[]", at: "x.yaml")])
        }
        #expect(found.count == 102)
        #expect(found.count { $0.hasSuffix("stopped after 100 errors: fix these first") } == 1)
        #expect(found.last?.hasPrefix("x.yaml:1:1: ") == true)
    }

    @Test func aHundredMistakesAreReported() {
        let entries = { (count: Int) in String(repeating: "x, ", count: count) }
        let found = { (count: Int) in
            diagnostics { () throws(Diagnostics) in
                try parseManifests([file(Self.web.replacing("[1]", with: "[\(entries(count))]"))])
            }
        }
        #expect(found(99).count == 99)
        #expect(found(100).count == 101)
        #expect(found(101).count == 101)
        #expect(found(100).contains { $0.hasPrefix("web.yaml:4:") && $0.contains("stopped after 100 errors") })
    }

    @Test func largeSetsAreCheap() throws {
        let entries = (1...50_000).reversed().map { "    - \($0 * 2)\n" }.joined()
        let text = Self.head + "metadata: {name: web}\nspec:\n  active: [1]\n  protect:\n" + entries
        #expect(try parseManifests([file(text)]).families.values.first?.protect.count == 50_000)
    }
}
