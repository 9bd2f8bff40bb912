import SwiftExtensions
import Testing
import YAML

@Suite struct NodeTests {
    /// A node as one line of text, keys and items with their positions.
    private func describe(_ node: Node) -> String {
        let position = "@\(node.line):\(node.column)"
        switch node.content {
        case .scalar(let scalar): return (scalar.style == .plain ? scalar.text : "\"\(scalar.text)\"") + position
        case .sequence(let items): return "[" + items.map(describe).joined(separator: " ") + "]" + position
        case .mapping(let entries):
            let texts = entries.map { "\($0.key)@\($0.line):\($0.column)=\(describe($0.value))" }
            return "{" + texts.joined(separator: " ") + "}" + position
        }
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let expected: [String]

        init(_ name: String, _ text: String, _ expected: String...) {
            (testDescription, self.text, self.expected) = (name, text, expected)
        }
    }

    static let cases: [Case] = [
        Case("nothing", ""),
        Case("only comments", "# a\n\n# b\n"),
        Case("a mapping", "a: 1\nb: two\n", "{a@1:1=1@1:4 b@2:1=two@2:4}@1:1"),
        Case("a list below a key", "a:\n  - 1\n  - x: 2\n", "{a@1:1=[1@2:5 {x@3:5=2@3:8}@3:5]@2:3}@1:1"),
        Case("quotes and blocks", "- 'a'\n- \"b\"\n- |\n  c\n", "[\"a\"@1:3 \"b\"@2:3 \"c\n\"@3:3]@1:1"),
        Case("columns in characters", "é🎉: {ü: x}", "{é🎉@1:1={ü@1:6=x@1:9}@1:5}@1:1"),
        Case("a byte order mark", "\u{FEFF}a: 1", "{a@1:1=1@1:4}@1:1"),
        Case("Windows line ends", "a: 1\r\nb: 2\r\n", "{a@1:1=1@1:4 b@2:1=2@2:4}@1:1"),
        Case("several documents", "a\n---\nb\n---\n", "a@1:1", "b@3:1", "@5:1"),
        Case("an alias has its own position", "a: &x [1]\nb: *x", "{a@1:1=[1@1:8]@1:4 b@2:1=[1@1:8]@2:4}@1:1"),
        Case("a redefined anchor", "[&x 1, *x, &x 2, *x]", "[1@1:2 1@1:8 2@1:12 2@1:18]@1:1"),
        Case("an alias as a key", "[&x k, {*x : 1}]", "[k@1:2 {k@1:9=1@1:14}@1:8]@1:1"),
        Case(
            "a merge, own keys override", "- &x {a: 1, b: 2}\n- <<: *x\n  a: 3",
            "[{a@1:7=1@1:10 b@1:13=2@1:16}@1:3 {a@3:3=3@3:6 b@1:13=2@1:16}@2:3]@1:1"),
        Case(
            "merges, the earlier overrides", "- <<: [{a: 1}, {a: 2, b: 3}]",
            "[{a@1:9=1@1:12 b@1:23=3@1:26}@1:3]@1:1"),
        Case("a quoted key does not merge", "'<<': 1", "{<<@1:1=1@1:7}@1:1"),
    ]

    @Test(arguments: cases)
    func nodesAndPositions(_ test: Case) {
        let stream = readYAML(Array(test.text.utf8))
        #expect(stream.errors == [])
        #expect(stream.documents.map(describe) == test.expected)
    }

    @Test(arguments: [
        ("", ScalarValue.null), ("~", .null), ("Null", .null), ("nULL", .string("nULL")),
        ("true", .bool(true)), ("FALSE", .bool(false)), ("yes", .string("yes")), ("on", .string("on")),
        ("0", .int(0)), ("-12", .int(-12)), ("+12", .int(12)), ("007", .int(7)), ("0o17", .int(15)),
        ("0x1F", .int(31)), ("0x-1", .string("0x-1")), ("0o", .string("0o")), ("1_000", .string("1_000")),
        ("0.5", .double(0.5)), (".5", .double(0.5)), ("1e3", .double(1000)), ("-.inf", .double(-.infinity)),
        ("99999999999999999999", .double(1e20)), ("0x1p3", .string("0x1p3")), ("inf", .string("inf")),
        ("38..40", .string("38..40")), ("1.2.3", .string("1.2.3")), ("'1'", .string("1")),
        ("!!str 1", .string("1")), ("! 1", .string("1")), ("!!int 1", .int(1)),
    ])
    func scalarsByTheCoreSchema(_ text: String, _ expected: ScalarValue) throws {
        let node = try #require(readYAML(Array("- \(text)".utf8)).documents.first)
        guard case .sequence(let items) = node.content else { throw Unexpected() }
        #expect(items.map(\.scalarValue) == [expected])
    }

    @Test func accessorsReturnOnlyTheirType() throws {
        let node = try #require(readYAML(Array("[true, 1, 0.5, x, ~, []]".utf8)).documents.first)
        guard case .sequence(let items) = node.content else { throw Unexpected() }
        #expect(items.map(\.bool) == [true, nil, nil, nil, nil, nil])
        #expect(items.map(\.int) == [nil, 1, nil, nil, nil, nil])
        #expect(items.map(\.double) == [nil, 1, 0.5, nil, nil, nil])
        #expect(items.map(\.string) == [nil, nil, nil, "x", nil, nil])
        #expect(items.map(\.isNull) == [false, false, false, false, true, false])
    }

    private struct Unexpected: Error {}
}
