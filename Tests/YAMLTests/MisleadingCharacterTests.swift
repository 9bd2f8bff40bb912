import Testing
import YAML

/// Characters that an editor shows differently from how they are read, each with its place and what to do.
@Suite struct MisleadingCharacterTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// `line:column` and a part of the message, in order.
        let errors: [(position: String, message: String)]

        init(_ name: String, _ text: String, _ errors: (position: String, message: String)...) {
            (testDescription, self.text, self.errors) = (name, text, errors)
        }
    }

    static let lineBreaks: [Case] = [
        Case(
            "U+2028 ends a comment", "# comment\u{2028}retire: true",
            ("1:10", "U+2028 ends a line for some readers and not for others: remove it, or write it as \\L in double")),
        Case("U+2029 ends a comment", "# c\u{2029}retire: true", ("1:4", "remove it, or write it as \\P in double")),
        Case("U+0085 ends a comment", "# c\u{85}retire: true", ("1:4", "U+0085 ends a line for some readers")),
        Case("in plain text", "a: b\u{2028}c: d", ("1:5", "U+2028")),
        Case("in single quotes", "a: 'b\u{2028}c'", ("1:6", "U+2028")),
        Case("in a block", "a: |\n  b\u{2028}  c\n", ("2:4", "U+2028")),
        Case("in double quotes", "a: \"b\u{2028}c\u{2029}d\u{85}e\""),
        Case("before double quotes", "a:\u{2028} \"b\"", ("1:3", "U+2028")),
        Case("after double quotes", "a: \"b\"\u{2028}", ("1:7", "U+2028")),
        Case("in a comment before double quotes", "a: &x # \u{2028}\n  \"b\"", ("1:9", "U+2028")),
        Case("in a comment with quotes", "a: !!str # \"\u{2028}\n  \"b\u{2028}\"", ("1:13", "U+2028")),
        Case("in a comment at the end", "a: \"b\u{2028}\"\n# \u{2028}", ("2:3", "U+2028")),
        Case("several", "# \u{2028}\na: 1 # \u{2029}\n", ("1:3", "U+2028"), ("2:8", "U+2029")),
        Case("before a mistake", "# \u{2028}\na: @", ("1:3", "U+2028"), ("2:4", "'@' cannot start a value")),
        Case("after a mistake", "a: @\n# \u{2028}\n", ("1:4", "'@' cannot start a value"), ("2:3", "U+2028")),
        Case(
            "lines are those of an editor", "a: \"\u{2028}\u{2028}\"\nbé: \"\u{85}\"\na: 1\n",
            ("3:1", "duplicate key 'a', already on line 1")),
        Case(
            "lines of other mistakes", "a: \"\u{2028}\"\nb: [1\n", ("3:1", "the list that starts at line 2, column 4")),
        Case("a lone CR", "# c\rretire: true", ("1:4", "save the file with LF or CRLF line ends")),
        Case("a lone CR in double quotes", "a: \"b\rc\"", ("1:6", "a carriage return without a line feed")),
        Case("a lone CR in a block", "a: |\n  b\r  c\n", ("2:4", "a carriage return without a line feed")),
        Case("a lone CR before CRLF", "a: b\r\r\n", ("1:5", "a carriage return without a line feed")),
        Case("a lone CR at the end", "a: b\n\r", ("2:1", "a carriage return without a line feed")),
        Case("CRLF", "a: |\r\n  b\r\n\r\n# c\r\n"),
    ]

    static let others: [Case] = [
        Case("a second byte order mark", "\u{FEFF}\u{FEFF}a: 1", ("1:1", "allowed only at the start of the file")),
        Case("a byte order mark in a comment", "a: 1 # \u{FEFF}", ("1:8", "U+FEFF")),
        Case("a byte order mark in quotes", "a: \"\u{FEFF}\"", ("1:5", "write it as \\uFEFF in double quotes")),
        Case("a byte order mark at a line's start", "a: 1\n\u{FEFF}# b", ("2:1", "U+FEFF")),
        Case("a byte order mark of the next file", "a: 1\n---\n\u{FEFF}b: 1", ("3:1", "U+FEFF")),
        Case(
            "text from right to left in a comment", "a: 1 # \u{202E}x",
            ("1:8", "U+202E changes the order in which text is shown: remove it, or write it as \\u202E in double")),
        Case("isolates in double quotes", "a: \"\u{2066}x\u{2069}\"", ("1:5", "U+2066"), ("1:7", "U+2069")),
        Case(
            "marks in a block", "a: |\n  \u{200E}\u{200F}\u{61C}", ("2:3", "U+200E"), ("2:4", "U+200F"),
            ("2:5", "U+061C")),
        Case("letters from right to left", "a: שלום # مرحبا"),
        Case(
            "a zero-width space at the end", "a: b\u{200B}",
            ("1:5", "U+200B is invisible, but part of the text: remove it, or write it as \\u200B in double quotes")),
        Case("a zero-width space in a key", "\u{200B}a: b", ("1:1", "U+200B")),
        Case("a zero-width space in double quotes", "a: \"b\u{200B}\"", ("1:6", "U+200B")),
        Case("a word joiner in single quotes", "a: 'b\u{2060}'", ("1:6", "U+2060")),
        Case("a soft hyphen in a block", "a: >-\n  b\u{AD}", ("2:4", "U+00AD")),
        Case("tags, which spell hidden text", "- a\u{E0041}", ("1:4", "write it as \\U000E0041")),
        Case("a noncharacter", "- a\u{1FFFE}", ("1:4", "U+1FFFE is invisible")),
        Case("a Hangul filler", "- \u{3164}", ("1:3", "U+3164")),
        Case("a joiner after ASCII", "- a\u{200D}\n- b\u{FE0F}", ("1:4", "U+200D"), ("2:4", "U+FE0F")),
        Case("joiners and selectors of emoji and letters", "- ⚠️ 👨‍👩‍👧\n- می‌خواهم\n- \"❤️\""),
        Case("invisible characters in comments", "a: b # \u{200B}\u{2060}\u{AD}\n# \u{E0041}"),
        Case("escaped", #"a: "\L\P\N\_\uFEFF\u202E\u200B\r\U000E0041""#),
        Case(
            "a no-break space before a comment", "a: b\u{A0}# c",
            ("1:5", "U+00A0 looks like a space, but is part of the text: use a space, or put the text in quotes")),
        Case("a no-break space at the end", "a: b\u{A0}", ("1:5", "U+00A0")),
        Case("a no-break space after a colon", "- a:\u{A0}b", ("1:5", "U+00A0")),
        Case("a no-break space after a dash", "-\u{A0}b", ("1:2", "U+00A0")),
        Case("a no-break space in an indentation", "a:\n\u{A0}b: c", ("2:1", "U+00A0")),
        Case("other spaces", "- a\u{3000}b\n- a\u{2003}b", ("1:4", "U+3000"), ("2:4", "U+2003")),
        Case("spaces in quotes, blocks and comments", "- 'a\u{A0}b' # \u{A0}\n- \"\u{3000}\"\n- |\n  \u{A0}"),
    ]

    /// What is an error without a rule of its own: nothing that is seen differently from how it is read gets through.
    static let syntax: [Case] = [
        Case("a vertical tab", "a: \u{B}b", ("1:4", "control character U+000B")),
        Case("a form feed in a comment", "# \u{C}\n", ("1:3", "control character U+000C")),
        Case("DEL", "a: \"\u{7F}\"", ("1:5", "control character U+007F")),
        Case("a C1 control", "a: \u{9B}b", ("1:4", "control character U+009B")),
        Case("U+FFFE", "a: \u{FFFE}", ("1:4", "control character U+FFFE")),
        Case("text after a document's end", "a: 1\n... b: 2", ("2:5", "another document starts here")),
        Case("text below a document's end", "a: 1\n...\nb: 2", ("3:1", "another document starts here")),
        Case("YAML 1.1", "%YAML 1.1\n---\na: 010", ("1:1", "read by YAML 1.2, not 1.1: remove this directive")),
        Case("YAML 1.1 in a later document", "a\n...\n%YAML 1.1\n---\nb", ("3:1", "not 1.1")),
        Case("YAML 1.3", "%YAML 1.3\n---\na: 1", ("1:1", "incompatible")),
        Case("YAML 1.2", "%YAML 1.2\n---\na: 1"),
        Case("a long key", String(repeating: "k", count: 1025) + ": 1", ("1:1026", "a ':' is not allowed here")),
        Case("a long key in braces", "{\(String(repeating: "k", count: 1025)): 1}", ("1:1027", "is not closed")),
        Case("a key of two lines", "{a\n: b}", ("2:1", "is not closed")),
        Case("a comment in a text of several lines", "a: b\n# c\n  d", ("3:3", "not a key")),
    ]

    static let tabs: [Case] = [
        Case("a mapping after a dash", "-\tlatest: 3", ("1:2", "a tab is used for indentation")),
        Case("a mapping after a dash and a space", "- \tlatest: 3", ("1:3", "a tab is used for indentation")),
        Case("a list after a dash", "-\t- 1", ("1:2", "a tab is used for indentation")),
        Case("a list in a list", "- - \t- a", ("1:5", "a tab is used for indentation")),
        Case("a value after a dash", "-\t42", ("1:2", "a tab is used for indentation")),
        Case("a list in brackets after a dash", "-\t[1]", ("1:2", "a tab is used for indentation")),
        Case("an explicit key", "?\ta", ("1:2", "a tab is used for indentation")),
        Case("the value of an explicit key", "? a\n:\tb: 1", ("2:2", "a tab is used for indentation")),
        Case("after spaces", "a:\n  \tb: 1", ("2:3", "a tab is used for indentation")),
        Case("between spaces", "a:\n \t b: 1", ("2:2", "a tab is used for indentation")),
        Case("a list on the line of a key", "a:\t- b", ("1:4", "a '-' is not allowed here")),
        Case("a list on the line of a document", "---\t- b", ("1:5", "a '-' is not allowed here")),
        Case("a mapping on the line of a document", "---\ta: 1", ("1:6", "a ':' is not allowed here")),
        Case("a comment", "\t# c\na: 1", ("1:1", "a tab is used for indentation")),
        Case("an empty line", "a: 1\n\t\nb: 2", ("2:1", "a tab is used for indentation")),
        Case("the indentation of a block", "a: |\n \tb", ("2:2", "a tab is used for indentation")),
        Case("a block's first line", "a: |\n  \tb", ("2:3", "a tab is used for indentation")),
        Case("a bracket on its own line", "a: [\n  1\n\t]", ("3:1", "a tab is used for indentation")),
        Case("a block's later line", "a: |\n  b\n\tc", ("3:1", "a tab is used for indentation")),
        Case("where a tab only separates", "a:\t42\nb\t: 1\t# c\nc:\t|\n  x\nd:\t\n  - x\ne: &x\t1"),
        Case("in brackets", "a: [\n\t1,\t2 ]\nb: {\n\tc: d }"),
        Case("in text", "a: b\tc\nd: 'e\n\tf'\ng: |\n  h\n  \ti\n  \t\ni: j\n \tk"),
    ]

    @Test(arguments: lineBreaks + others + syntax + tabs)
    func isReportedAtItsPlace(_ test: Case) {
        let errors = readYAML(Array(test.text.utf8)).errors
        #expect(errors.map { "\($0.line):\($0.column)" } == test.errors.map(\.position), "\(errors)")
        for (error, expected) in zip(errors, test.errors) {
            #expect(error.message.contains(expected.message), "\(error.message)")
        }
    }

    /// Later nodes are where an editor shows them, whatever libyaml counts as lines.
    @Test func positionsAreThoseOfAnEditor() throws {
        let stream = readYAML(Array("- \"a\u{2028}b\u{85}c\"\n- é: \"\u{2029}\"\n  x: 1\n".utf8))
        #expect(stream.errors == [])
        let document = try #require(stream.documents.first)
        guard case .sequence(let items) = document.content, case .mapping(let entries)? = items.last?.content else {
            Issue.record("not a list with a mapping")
            return
        }
        #expect(items.map(\.line) == [1, 2])
        #expect(
            entries.map { [$0.line, $0.column, $0.value.line, $0.value.column] } == [[2, 3, 2, 6], [3, 3, 3, 6]])
    }
}
