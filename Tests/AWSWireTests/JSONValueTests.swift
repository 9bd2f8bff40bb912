import AWSWire
import ECSWire
import Foundation
import Testing

/// Documents whose shape is not ours.
@Suite struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), ("true", .bool(true)), (" false ", .bool(false)), ("-1.50e3", .number("-1.50e3")),
            (#""a\u0062\"\/""#, .string(#"ab"/"#)), ("[]", .list([])), ("{}", .object([])),
            (
                #"[1,[],{"a":[null]},"b"]"#,
                .list([.number("1"), .list([]), .object([.init(key: "a", value: .list([.null]))]), .string("b")])
            ),
            (
                #"{"a":{"b":"c"},"d":[true],"\u0065":null}"#,
                .object([
                    .init(key: "a", value: .object([.init(key: "b", value: .string("c"))])),
                    .init(key: "d", value: .list([.bool(true)])), .init(key: "e", value: .null),
                ])
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

    @Test(
        "as part of a response, nothing makes a document unreadable",
        arguments: [
            (
                #"{"a":1,"a":"b"}"#,
                .object([.init(key: "a", value: .number("1")), .init(key: "a", value: .string("b"))])
            ),
            (#""x\ud800y""#, .string("x\u{FFFD}y")),
            (#""\udc00""#, .string("\u{FFFD}")),
            (#""\ud800\u0041""#, .string("\u{FFFD}A")),
            ("\"" + String(repeating: "\u{301}", count: 129) + "\"", .string(String(repeating: "\u{301}", count: 129))),
        ] as [(String, JSONValue)])
    func readsAnything(text: String, value: JSONValue) throws {
        struct Response: Decodable { let document: JSONValue }
        let response = try WireCoding.decode(Response.self, from: Data(#"{"document":\#(text)}"#.utf8))
        #expect(response.document == value)
    }
}
