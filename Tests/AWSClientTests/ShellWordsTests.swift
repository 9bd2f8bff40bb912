import Testing

@testable import AWSClient

@Suite struct ShellWordsTests {
    @Test(
        arguments: [
            ("", []), ("  a  b\tc ", ["a", "b", "c"]), (#"a "b c" 'd e'"#, ["a", "b c", "d e"]),
            (#"a"b"'c'd"#, ["abcd"]), (#"'' """#, ["", ""]), (#"a\ b \"c"#, ["a b", "\"c"]),
            (#""a\"b\\c\d""#, [#"a"b\c\d"#]), (#"'a\'"#, [#"a\"#]),
            ("a $HOME `b` # c", ["a", "$HOME", "`b`", "#", "c"]),
            ("a 'b", nil), ("a \"b", nil), ("a\\", nil), ("a \"b\\", nil),
        ] as [(String, [String]?)])
    func splitsWords(line: String, words: [String]?) {
        #expect(ShellWords.split(line) == words)
    }
}
