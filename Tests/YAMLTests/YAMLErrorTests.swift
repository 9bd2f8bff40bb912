import SwiftExtensions
import Testing
import YAML

@Suite struct YAMLErrorTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let line: Int
        let column: Int
        let message: String

        init(_ name: String, _ bytes: [UInt8], _ line: Int, _ column: Int, _ message: String) {
            (testDescription, self.bytes, self.line, self.column) = (name, bytes, line, column)
            self.message = message
        }

        init(_ name: String, _ text: String, _ line: Int, _ column: Int, _ message: String) {
            self.init(name, Array(text.utf8), line, column, message)
        }
    }

    static let syntax: [Case] = [
        Case("a tab before a key", "a:\n\tb: 1", 2, 1, "a tab is used for indentation"),
        Case("a tab before an item", "a:\n  - b\n\t- c", 3, 1, "a tab is used for indentation"),
        Case("a tab after a dash", "-\tx", 1, 2, "a tab is used for indentation"),
        Case("a tab in continued text", "a:\n  b: c\n\td", 3, 1, "a tab is used for indentation"),
        Case("a tab in a block", "|\n\tx", 2, 1, "a tab is used for indentation"),
        Case("double quotes, to the end", "a: 1\nb: \"x\nc: 1", 2, 4, "never closed"),
        Case("single quotes, to the end", "é: 'x", 1, 4, "never closed"),
        Case("quotes, to the next document", "a: \"x\n---\nb: 1", 1, 4, "never closed"),
        Case("a reserved character", "a: @x", 1, 4, "'@' cannot start a value: put the text in quotes"),
        Case("two colons", "a: b: c", 1, 5, "a ':' is not allowed here"),
        Case("an item after a key", "a: - b", 1, 4, "a '-' is not allowed here"),
        Case("text after quotes", "a: 'b' c", 1, 8, "not a key of the mapping that starts at line 1, column 1"),
        Case("a key in a list", "- a\nb: 1", 2, 1, "not an item of the list that starts at line 1, column 1"),
        Case("an open list", "a: [1, 2\n", 2, 1, "the list that starts at line 1, column 4 is not closed"),
        Case("an open mapping", "a: {b: 1\n", 2, 1, "the mapping that starts at line 1, column 4 is not closed"),
        Case("an unknown escape", "a: \"\\q\"", 1, 5, "unknown escape sequence"),
        Case("an unknown directive", "%FOO\n--- a", 1, 5, "not supported: remove this one"),
        Case("an undeclared tag handle", "a: !x!y z", 1, 4, "not supported: remove this one"),
    ]

    static let encoding: [Case] = [
        Case(
            "a byte that starts no sequence", [0x61, 0x3A, 0x20, 0xC3, 0xA9, 0xFF], 1, 5,
            "the byte 0xFF is not valid UTF-8"
        ),
        Case("a sequence cut off", [0x61, 0x0A, 0x62, 0xC3, 0x28], 2, 2, "the byte 0xC3 is not valid UTF-8"),
        Case("a sequence cut off at once", [0xE2, 0x28], 1, 1, "the byte 0xE2 is not valid UTF-8"),
        Case("a sequence cut off late", [0x61, 0xE2, 0x82, 0x28], 1, 2, "the byte 0xE2 is not valid UTF-8"),
        Case("after both kinds of line break", Array("é\r\nb\néx".utf8) + [0xFF], 3, 3, "0xFF"),
        Case("after empty lines", Array("\r\n\r\n\n\r\n\n".utf8) + [0xFF], 6, 1, "0xFF"),
        Case("a sequence cut short", [0x61, 0xE2, 0x82], 1, 2, "the byte 0xE2 is not valid UTF-8"),
        Case("an overlong sequence", [0xC0, 0x80], 1, 1, "the byte 0xC0 is not valid UTF-8"),
        Case("a surrogate", [0xED, 0xA0, 0x80], 1, 1, "the byte 0xED is not valid UTF-8"),
        Case("after a byte order mark", [0xEF, 0xBB, 0xBF, 0x61, 0xFF], 1, 2, "the byte 0xFF is not valid UTF-8"),
        Case("UTF-16, little endian", [0xFF, 0xFE, 0x61, 0x00], 1, 1, "UTF-16: save it as UTF-8"),
        Case("UTF-16, big endian", [0xFE, 0xFF, 0x00, 0x61], 1, 1, "UTF-16: save it as UTF-8"),
        Case("UTF-16 without a mark", [0x61, 0x00, 0x62, 0x00], 1, 2, "control character U+0000"),
        Case("a control character", "a: b\n\u{1b}[31m", 2, 1, "control character U+001B"),
    ]

    static let structure: [Case] = [
        Case("a duplicate key", "a: 1\nb: 2\na: 3", 3, 1, "duplicate key 'a', already on line 1"),
        Case("a duplicate in other quotes", "1: x\n'1': y", 2, 1, "duplicate key '1'"),
        Case("a duplicate in a flow mapping", "x: {a: 1, a: 2}", 1, 11, "duplicate key 'a'"),
        Case("two merge keys", "x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x", 4, 3, "duplicate key '<<'"),
        Case("a key that is a list", "? [a]\n: b", 1, 3, "a key must be text"),
        Case("an unknown anchor", "a: *x", 1, 4, "anchor '&x' is not defined above"),
        Case("an anchor of another document", "a: &x 1\n---\na: *x", 3, 4, "anchor '&x' is not defined above"),
        Case("an alias within itself", "a: &x [1, *x]", 1, 11, "is inside the value it refers to"),
        Case("merged text", "<<: a", 1, 5, "'<<' takes a mapping"),
        Case("a merged list of text", "<<: [{a: 1}, b]", 1, 14, "'<<' takes a mapping"),
        Case("a tag", "a: !secret x", 1, 4, "the tag '!secret' is not supported: remove it"),
    ]

    @Test(arguments: syntax + encoding + structure)
    func oneErrorWithItsPosition(_ test: Case) throws {
        let errors = readYAML(test.bytes).errors
        try #require(errors.count == 1)
        #expect(errors[0].message.contains(test.message), "\(errors[0].message)")
        #expect(errors[0].line == test.line)
        #expect(errors[0].column == test.column)
    }

    @Test func documentsBeforeAnErrorAreKept() {
        let stream = readYAML(Array("a: 1\na: 2\n---\nb: 1\n---\nc: 'x\n".utf8))
        #expect(stream.documents.count == 2)
        #expect(stream.errors.map(\.line) == [2, 6])
    }

    @Test(arguments: [
        ("a\u{1b}[31m\nb", "'a\\u{1b}[31m\\u{a}b'"),
        (String(repeating: "x", count: 61), "'\(String(repeating: "x", count: 60))…'"),
    ])
    func quotedTextCannotForgeALine(_ text: String, _ expected: String) {
        #expect(quoted(text) == expected)
    }
}
