import AWSWire
import ECSWire
import Testing

/// Documents whose shape is not ours.
@Suite struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), ("true", .bool(true)), (" false ", .bool(false)), ("-1.50e3", .number("-1.50e3")),
            (#""a\u0062\"\/""#, .string(#"ab"/"#)), ("[]", .list([])), ("{}", .object([:])),
            (
                #"[1,[],{"a":[null]},"b"]"#,
                .list([.number("1"), .list([]), .object(["a": .list([.null])]), .string("b")])
            ),
            (
                #"{"a":{"b":"c"},"d":[true],"\u0065":null}"#,
                .object(["a": .object(["b": .string("c")]), "d": .list([.bool(true)]), "e": .null])
            ),
        ] as [(String, JSONValue)])
    func reads(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(arguments: [
        ("", "not JSON"), ("{", "not JSON"), ("[1,]", "not JSON"), ("1 2", "not JSON"), ("'a'", "not JSON"),
        (String(repeating: "[", count: 513) + String(repeating: "]", count: 513), "512 deep"),
        (#"{"a":1,"\u0061":2}"#, "has the key 'a' twice"), (#"[{"a":{"b":1,"b":1}}]"#, "has the key 'b' twice"),
        (#"["\ud800"]"#, "half a surrogate pair"), (#"{"\ud800":1}"#, "half a surrogate pair"),
    ])
    func refuses(text: String, says: String) throws {
        let error = try #require(throws: InvalidJSON.self) { try JSONValue(parsing: text) }
        #expect(error.description.contains(says))
    }

    @Test func readsAsDeepAsItGoes() throws {
        var value = try JSONValue(parsing: String(repeating: "[", count: 512) + String(repeating: "]", count: 512))
        var depth = 1
        while case .list(let items) = value, let inner = items.first { (value, depth) = (inner, depth + 1) }
        #expect(depth == 512)
    }

    @Test func givesMembersThatAreThere() throws {
        let value = try JSONValue(parsing: #"{"a":"b","c":null,"d":{"e":1}}"#)
        #expect(value["a"]?.string == "b")
        #expect(value["c"] == nil)
        #expect(value["d"]?["e"] == .number("1"))
        #expect(value["d"]?.string == nil)
        #expect(value["a"]?["b"] == nil)
        #expect(value["f"] == nil)
    }
}
