import Manifests
import Model
import Testing

/// Makes a manifest file.
func file(_ text: String, at path: String = "web.yaml") -> ManifestFile {
    ManifestFile(path: path, bytes: Array(text.utf8))
}

/// The diagnostics of a call that must fail; empty if it succeeds.
func diagnostics<Value>(_ call: () throws(Diagnostics) -> Value) -> [String] {
    do throws(Diagnostics) {
        _ = try call()
        return []
    } catch {
        return error.all.map(\.description)
    }
}

@Suite struct ManifestTests {
    /// A manifest for `web`; the given lines start at line 5.
    private static func manifest(_ spec: String, name: String = "web") -> String {
        "apiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: \(name)}\nspec:\n\(spec)\n"
    }

    @Test func everythingIsRead() throws {
        let text = """
            apiVersion: roster/v1
            kind: TaskDefinitionFamily
            metadata:
              name: web
            spec:
              active:
                - 42
                - 38..40
                - latest: 3
                - registeredWithin: 1d12h
              protect: [12, 3..5, 4..6]
              prune: report
              retire: true
            """
        let location = { (line: Int, column: Int) in Model.SourceLocation(file: "web.yaml", line: line, column: column)
        }
        let expected = DesiredFamily(
            try Family("web"),
            active: [
                ActiveEntry(.revisions([42]), at: location(7, 7)),
                ActiveEntry(.revisions([38, 39, 40]), at: location(8, 7)),
                ActiveEntry(.latest(3), at: location(9, 7)),
                ActiveEntry(.registeredWithin(.seconds(129_600)), at: location(10, 7)),
            ],
            protect: [
                Protection(12...12, at: location(11, 13)), Protection(3...5, at: location(11, 17)),
                Protection(4...6, at: location(11, 23)),
            ], prune: .report, retire: true, location: location(4, 9))
        #expect(try parseManifests([file(text)]) == DesiredState([expected]))
        #expect(expected.protect == [3, 4, 5, 6, 12])
    }

    @Test func absentKeysHaveDefaults() throws {
        let family = try #require(try parseManifests([file(Self.manifest("  active: [1]"))]).families.values.first)
        #expect(family.protect.isEmpty)
        #expect(family.prune == .deregister)
        #expect(!family.retire)
    }

    @Test(arguments: ["  retire: true", "  active: []\n  retire: true"])
    func retiringNeedsNoEntry(_ spec: String) throws {
        let family = try #require(try parseManifests([file(Self.manifest(spec))]).families.values.first)
        #expect(family.active.isEmpty)
        #expect(family.retire)
    }

    @Test func familiesAreReadFromAllDocumentsAndFiles() throws {
        let two = Self.manifest("  active: [1]") + "---\n" + Self.manifest("  active: [2]", name: "api") + "---\n"
        let state = try parseManifests([file(two), file(Self.manifest("  active: [3]", name: "jobs"), at: "b.yml")])
        #expect(state.families.keys.sorted().map(\.name) == ["api", "jobs", "web"])
    }

    @Test func anchorsAndMergesAreRead() throws {
        let text = Self.manifest("  active: &kept [1, 2]\n  protect: *kept")
        #expect(try parseManifests([file(text)]).families.values.first?.protect == [1, 2])
    }

    struct Mistake: CustomTestStringConvertible {
        let testDescription: String
        let spec: String
        let expected: [String]

        init(_ name: String, _ spec: String, _ expected: String...) {
            (testDescription, self.spec, self.expected) = (name, spec, expected)
        }
    }

    private static let undeclared =
        "no revision is declared: list revisions, ranges or 'latest' in 'active', "
        + "or set 'retire: true' if the family may end up with no ACTIVE revision"
    private static let entry =
        "an entry of 'active' must be a revision (42), a range (38..40), 'latest: 3' or "
        + "'registeredWithin: 14d', not "
    private static let protected = "an entry of 'protect' must be a revision (12) or a range (3..5), not "
    private static let unsupported = "is not supported by this version: list revisions, ranges or 'latest'"

    static let mistakes: [Mistake] = [
        Mistake("active misspelt, once", "  actve: [1]", "5:3: unknown key 'actve' (did you mean 'active'?)"),
        Mistake("retire misspelt, once", "  retier: true", "5:3: unknown key 'retier' (did you mean 'retire'?)"),
        Mistake(
            "retire misspelt, active empty", "  retier: true\n  active: []",
            "5:3: unknown key 'retier' (did you mean 'retire'?)"),
        Mistake(
            "another key misspelt, no active", "  prun: report",
            "5:3: \(undeclared)", "5:3: unknown key 'prun' (did you mean 'prune'?)"),
        Mistake(
            "latest misspelt, once", "  active: [latst: 3]", "5:12: unknown key 'latst' (did you mean 'latest'?)"),
        Mistake(
            "a key unlike any other", "  active: [1]\n  owner: me",
            "6:3: unknown key 'owner': 'spec' takes 'active', 'protect', 'prune', 'retire', 'definition', "
                + "'definitionFile'"),
        Mistake(
            "a duplicate key", "  active: [1]\n  active: [2]",
            "6:3: duplicate key 'active', already on line 5: remove one of the two"),
        Mistake("no entry", "  active: []", "5:11: \(undeclared)"),
        Mistake("no active", "  prune: report", "5:3: \(undeclared)"),
        Mistake("no active, retire false", "  retire: false", "5:3: \(undeclared)"),
        Mistake("retire wrong, once", "  retire: yes", "5:11: 'retire' must be true or false, not the text 'yes'"),
        Mistake("active not a list", "  active: 42", "5:11: 'active' must be a list, not the number 42"),
        Mistake("active empty", "  active:", "5:10: 'active' must be a list, not an empty value"),
        Mistake("revision 0", "  active: [0]", "5:12: 0 is not a revision: revisions are 1 to 1000000"),
        Mistake(
            "a revision too high", "  active: [1000001]",
            "5:12: 1000001 is not a revision: revisions are 1 to 1000000"),
        Mistake(
            "a number too large for any integer", "  active: [99999999999999999999]",
            "5:12: \(entry)the number 99999999999999999999"),
        Mistake("a revision in quotes", "  active: ['42']", "5:12: \(entry)the text '42'"),
        Mistake("a fraction", "  active: [1.5]", "5:12: \(entry)the number 1.5"),
        Mistake("a hyphen", "  active: [38-40]", "5:12: \(entry)the text '38-40'"),
        Mistake("three dots", "  active: [38...40]", "5:12: \(entry)the text '38...40'"),
        Mistake("signs in a range", "  active: [+1..+2]", "5:12: \(entry)the text '+1..+2'"),
        Mistake("an open range", "  active: [38..]", "5:12: \(entry)the text '38..'"),
        Mistake("a list in the list", "  active: [[1]]", "5:12: \(entry)a list"),
        Mistake(
            "an empty range", "  active: [40..38]",
            "5:12: the range '40..38' is empty: write the lower revision first, 38..40"),
        Mistake(
            "a range from 0", "  active: [0..3]",
            "5:12: the range '0..3' is out of bounds: revisions are 1 to 1000000"),
        Mistake(
            "latest 0", "  active: [latest: 0]",
            "5:20: 'latest' must be a whole number, 1 to 1000000, not the number 0"),
        Mistake(
            "latest by another name", "  active: [newest: 3]",
            "5:12: 'active' must have exactly one of 'latest', 'registeredWithin', not none of them",
            "5:12: unknown key 'newest': 'active' takes 'latest', 'registeredWithin', 'tag'"),
        Mistake(
            "an age without a unit", "  active: [registeredWithin: 14]",
            "5:30: 'registeredWithin' must be a duration above 0s such as 30s, 5m, 1h30m or 14d, not the number 14"),
        Mistake(
            "an age of zero", "  active: [registeredWithin: 0s]",
            "5:30: 'registeredWithin' must be a duration above 0s such as 30s, 5m, 1h30m or 14d, not the text '0s'"),
        Mistake(
            "an age misspelt, once", "  active: [registredWithin: 14d]",
            "5:12: unknown key 'registredWithin' (did you mean 'registeredWithin'?)"),
        Mistake(
            "both by age and by number", "  active: [{latest: 3, registeredWithin: 14d}]",
            "5:12: 'active' must have exactly one of 'latest', 'registeredWithin', not both"),
        Mistake(
            "by tag", "  active:\n    - tag: {release: stable}",
            "6:12: 'tag' is not supported by this version: use revisions, ranges, 'latest' or 'registeredWithin'"),
        Mistake(
            "a definition", "  active: [1]\n  definition: {}",
            "6:15: 'definition' \(unsupported) in 'active', and remove 'definition'"),
        Mistake(
            "a definition file", "  active: [1]\n  definitionFile: web.json",
            "6:19: 'definitionFile' \(unsupported) in 'active', and remove 'definitionFile'"),
        Mistake(
            "protect not a list", "  active: [1]\n  protect: 3", "6:12: 'protect' must be a list, not the number 3"),
        Mistake("protect the latest", "  active: [1]\n  protect: [latest: 3]", "6:13: \(protected)a mapping"),
        Mistake(
            "prune", "  active: [1]\n  prune: delete",
            "6:10: 'prune' must be one of 'deregister', 'report', not the text 'delete'"),
        Mistake(
            "a comment that hides a key", "  active: [1] # done\u{2028}  retire: true",
            "5:21: U+2028 ends a line for some readers and not for others: remove it, or write it as \\L in double quotes"
        ),
        Mistake(
            "text that is shown in another order", "  active: [1] # \u{202E}\n  protect: [x]",
            "5:17: U+202E changes the order in which text is shown: remove it, or write it as \\u202E in double quotes",
            "6:13: \(protected)the text 'x'"),
        Mistake(
            "a lone CR", "  active: [1] # done\r  retire: true",
            "5:21: a carriage return without a line feed ends a line for some readers and not for others: "
                + "save the file with LF or CRLF line ends"),
        Mistake(
            "a mistake in an anchored value, once", "  active: &x [0]\n  protect: *x",
            "5:15: 0 is not a revision: revisions are 1 to 1000000"),
    ]

    @Test(arguments: mistakes)
    func everyMistakeHasItsLocation(_ test: Mistake) {
        let found = diagnostics { () throws(Diagnostics) in try parseManifests([file(Self.manifest(test.spec))]) }
        #expect(found == test.expected.map { "web.yaml:" + $0 })
    }
}
