import AWSWire
import Testing

@Suite struct INIFileTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let sections: [String: [String: INIFile.Value]]

        init(_ name: String, _ text: String, _ sections: [String: [String: INIFile.Value]]) {
            testDescription = name
            self.text = text
            self.sections = sections
        }
    }

    @Test(arguments: [
        Good("an empty file", "", [:]),
        Good("blank lines and comments", "\n  \n# [a]\n ; [b]\n", [:]),
        Good("a section without keys", "[a]", ["a": [:]]),
        Good("both delimiters", "[a]\nx = 1\ny: 2\n", ["a": ["x": .text("1"), "y": .text("2")]]),
        Good("the first delimiter counts", "[a]\nx=a:b=c\ny:a=b", ["a": ["x": .text("a:b=c"), "y": .text("a=b")]]),
        Good("keys in lower case, values as they are", "[A]\nKEY = Value", ["A": ["key": .text("Value")]]),
        Good(
            "line endings of every system", "[a]\r\nx=1\r\ny=2\rz=3\n",
            [
                "a": ["x": .text("1"), "y": .text("2"), "z": .text("3")]
            ]),
        Good("a comment in a line belongs to the value", "[a] ; not seen\nx = 1 # one", ["a": ["x": .text("1 # one")]]),
        Good("a bracket within a name", "[a] b]\nx=1", ["a] b": ["x": .text("1")]]),
        Good(
            "a value that continues", "[a]\nx = 1\n  2\n\n  3\n\ny = 4",
            ["a": ["x": .text("1\n2\n\n3"), "y": .text("4")]]),
        Good("a comment within a value", "[a]\nx = 1\n  # no\n  2", ["a": ["x": .text("1\n2")]]),
        Good("an indented key after a header", "[a]\n  x = 1\n  y = 2", ["a": ["x": .text("1"), "y": .text("2")]]),
        Good("an empty value", "[a]\nx =\ny=", ["a": ["x": .text(""), "y": .text("")]]),
        Good(
            "nested settings", "[a]\ns3 =\n  Max = 1\n\n  # no\n  url=http://h:1/?a=b\nx = 2",
            [
                "a": ["s3": .nested(["Max": "1", "url": "http://h:1/?a=b"]), "x": .text("2")]
            ]),
        Good("an indented header within a value", "[a]\nx = 1\n  [b]", ["a": ["x": .text("1\n[b]")]]),
        Good(
            "defaults for every section", "[a]\nx=1\n[DEFAULT]\nx=2\ny=3\n[b]",
            [
                "a": ["x": .text("1"), "y": .text("3")], "b": ["x": .text("2"), "y": .text("3")],
            ]),
    ])
    func reads(good: Good) throws {
        #expect(try INIFile(good.text).sections == good.sections)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let line: Int
        let says: String

        init(_ name: String, _ text: String, line: Int, says: String) {
            testDescription = name
            self.text = text
            self.line = line
            self.says = says
        }
    }

    @Test(arguments: [
        Bad("a key before the first section", "# c\nx = marker", line: 2, says: "before the first section"),
        Bad("no delimiter", "[a]\nx = 1\nmarker", line: 3, says: "neither"),
        Bad("no key", "[a]\n= marker", line: 2, says: "neither"),
        Bad("an empty header", "[a]\n[]", line: 2, says: "neither"),
        Bad("an unterminated header", "[a]\n[marker", line: 2, says: "neither"),
        Bad("a section twice", "[marker]\n[b]\n[marker]", line: 3, says: "section that already exists"),
        Bad("a key twice", "[a]\nmarker = 1\nMarker = 2", line: 3, says: "key that the section already has"),
        Bad("a nested line without '='", "[a]\ns3 =\n  x = 1\n  marker", line: 4, says: "no '='"),
    ])
    func refuses(bad: Bad) throws {
        let problem = try #require(throws: INIFile.Problem.self) { try INIFile(bad.text) }
        #expect(problem.line == bad.line)
        #expect(problem.what.contains(bad.says))
        #expect(!problem.what.contains("arker"))
    }
}
