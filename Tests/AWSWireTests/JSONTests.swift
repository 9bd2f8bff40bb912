import AWSWire
import ECSWire
import Foundation
import Testing

/// JSON as text: what is taken for it, and that what is written is what Foundation writes.
@Suite struct JSONTests {
    /// Every kind of member that a shape may have, and some that none has yet.
    private struct Sample: WireShape {
        var text: String?
        var flag: Bool?
        var whole: Int?
        var real: Double?
        var small: UInt16?
        var narrow: Float?
        var list: [Sample]?
        var words: [String]?
        var map: [String: String]?
        var numbers: [String: Int]?

        init() {}
    }

    private func decode(_ text: String) throws -> Sample { try WireCoding.decode(Sample.self, from: Data(text.utf8)) }

    private func reason(_ body: Data) throws -> String {
        let error = try #require(throws: DecodingError.self) { try WireCoding.decode(Sample.self, from: body) }
        switch error {
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
            .keyNotFound(_, let context):
            return context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
        @unknown default: return ""
        }
    }

    @Test(
        arguments: [
            "", " ", "{", "}", #"{"text"}"#, #"{"text":}"#, #"{"text":"a",}"#, #"{,}"#, #"{"words":["a",]}"#, "[1 2]",
            #"{"text":"a" "flag":true}"#, #"{"whole":01}"#, #"{"whole":+1}"#, #"{"whole":1.}"#, #"{"whole":.5}"#,
            #"{"whole":1e}"#, #"{"whole":-}"#, #"{"whole":0x1}"#, #"{"newer":01}"#, #"{"flag":True}"#, #"{"flag":tru}"#,
            #"{"flag":nulls}"#, #"{"text":"\q"}"#, #"{"newer":"\q"}"#, #"{"text":"\u12G4"}"#, #"{"text":"\u12"#,
            #"{"text":"a"#, #"{"text":"a\"#, "{\"text\":\"a\tb\"}", "{\"text\":\"\u{0}\"}", "{text:1}", "{'text':1}",
            "\u{FEFF}{}", "{}x", "{}{}", "// {}", #"{"text":NaN}"#,
            String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
        ].filter { !$0.isEmpty })
    func whatIsNotJSONIsNot(text: String) throws {
        #expect(try reason(Data(text.utf8)) == " is not valid JSON")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22],
            [0x80], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func whatIsNotUTF8IsNotEither(bytes: [UInt8]) throws {
        #expect(try reason(Data(#"{"newer":"#.utf8) + bytes + Data("}".utf8)) == " is not valid JSON")
    }

    @Test(arguments: [
        (#"{"text":"\ud800"}"#, "text has half a surrogate pair or too many combining characters"),
        (#"{"text":"\udc00\ud800"}"#, "text has half a surrogate pair or too many combining characters"),
        (#"{"text":"\ud800\u0041"}"#, "text has half a surrogate pair or too many combining characters"),
        (#"{"whole":1.5}"#, "whole has a number that does not fit: a whole number is expected"),
        (#"{"whole":2147483648}"#, "whole has a number that does not fit: a whole number is expected"),
        (#"{"small":65536}"#, "small has a number that does not fit: a whole number is expected"),
        (#"{"small":-1}"#, "small has a number that does not fit: a whole number is expected"),
        (#"{"real":1e400}"#, "real has a number that does not fit"),
        (#"{"list":[{},null,{"list":[{"flag":0}]}]}"#, "list.2.list.0.flag has the wrong type"),
        (#"{"a":[{}],"words":["a",["b"]]}"#, "words.1 has the wrong type"),
        (#"{"map":{"x.y":"1","k":2}}"#, "map.k has the wrong type"),
        (#"{"real":"1"}"#, "real has the wrong type"), (#"{"list":{}}"#, "list has the wrong type"),
        (#"{"map":[]}"#, "map has the wrong type"), (#""text""#, " has the wrong type"),
        ("null", " has the wrong type"),
    ])
    func saysWhatIsWrongAndWhere(text: String, reason expected: String) throws {
        #expect(try reason(Data(text.utf8)) == expected)
    }

    @Test func readsWhatJSONMayHave() throws {
        let sample = try decode(
            """
            \t{ "te\\u0078t" : "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\\u0000 é😀" ,\r
            "flag":false,"whole":-2147483648,"real":-0.5E-1,"small":65535,"narrow":1.5,
            "newer":[[],{},"",0,-0,1E+2,true,null],"numbers":{"a":2.0,"b":1e3,"":-0},"words":[ ] } \n
            """)
        #expect(sample.text == "\"\\/\u{8}\u{C}\n\r\té😀\u{0} é😀")
        #expect((sample.flag, sample.whole, sample.real) == (false, -2_147_483_648, -0.05))
        #expect((sample.small, sample.narrow) == (65535, 1.5))
        #expect(sample.numbers == ["a": 2, "b": 1000, "": 0])
        #expect(sample.words == [])
    }

    @Test func theFirstOfEqualKeysCounts() throws {
        let many = (0..<100).map { #""\#($0)":"\#($0)""# }.joined(separator: ",")
        #expect(try decode(#"{"text":"a","text":"b"}"#).text == "a")
        #expect(try decode("{\(many),\"text\":\"a\",\"text\":\"b\"}").text == "a")
        let map = try #require(try decode("{\"map\":{\(many),\"7\":\"b\"}}").map)
        #expect(map == Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", "\($0)") }))
    }

    @Test func keysThatBeginAlikeAreToldApart() throws {
        let definition = try WireCoding.decode(
            ECS.ContainerDefinition.self,
            from: Data(#"{"environmentFile":"x","environmen":"y","environmentFiles":[],"environments":1}"#.utf8))
        #expect(definition == ECS.ContainerDefinition { $0.environmentFiles = [] })
    }

    @Test func writesWhatFoundationWrites() throws {
        let sample = Sample {
            $0.text = String(decoding: (0..<128).map { UInt8($0) }, as: UTF8.self) + "é\u{2028}😀"
            $0.list = [
                Sample { ($0.flag, $0.whole, $0.small) = (true, -2_147_483_648, 7) }, Sample(),
                Sample { ($0.words, $0.numbers) = (["", "/", "\\"], [:]) },
            ]
            $0.map = ["b": "1", "B": "2", "é": "3", "": "4", "z😀": "5", "a\"": "6", "aa": "7", "a": "8"]
            $0.real = 1_790_072_100.123
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let written = try WireCoding.encode(sample)
        #expect(try String(decoding: written, as: UTF8.self) == String(decoding: encoder.encode(sample), as: UTF8.self))
        #expect(try WireCoding.decode(Sample.self, from: written) == sample)
    }

    @Test(arguments: [0, -0.5, 5, 1e16, 1e-7, 1e300, .pi, 1_790_072_100.999])
    func numbersComeBack(number: Double) throws {
        let sample = Sample { ($0.real, $0.narrow) = (number, 0.25) }
        #expect(try WireCoding.decode(Sample.self, from: WireCoding.encode(sample)) == sample)
    }

    @Test(arguments: [Double.infinity, .nan])
    func whatJSONHasNoNumberForIsRefused(number: Double) {
        #expect(throws: EncodingError.self) { try WireCoding.encode(Sample { $0.real = number }) }
    }
}
