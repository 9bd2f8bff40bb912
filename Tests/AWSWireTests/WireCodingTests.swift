import AWSWire
import ECSWire
import Foundation
import Testing

@Suite struct WireCodingTests {
    private typealias Input = ECS.RegisterTaskDefinition.Input

    private func decode<Shape: Decodable>(_ shape: Shape.Type, _ text: String) throws -> Shape {
        try WireCoding.decode(shape, from: Data(text.utf8))
    }

    private func encode(_ shape: some WireShape) throws -> String {
        String(decoding: try WireCoding.encode(shape), as: UTF8.self)
    }

    @Test func encodingIsSortedAtEveryDepth() throws {
        let input = Input {
            $0.networkMode = "awsvpc"
            $0.family = "web"
            $0.containerDefinitions = [
                ECS.ContainerDefinition {
                    $0.name = "app"
                    $0.image = "registry.example.org/app"
                    $0.dockerLabels = ["b": "2", "a": "1", "B": "3"]
                }
            ]
        }
        #expect(
            try encode(input)
                == #"{"containerDefinitions":[{"dockerLabels":{"B":"3","a":"1","b":"2"},"#
                + #""image":"registry.example.org/app","name":"app"}],"family":"web","networkMode":"awsvpc"}"#)
    }

    @Test func nothingIsTheEmptyStructure() throws {
        #expect(try decode(Input.self, "") == Input())
        #expect(try encode(Input()) == "{}")
    }

    @Test func unknownMembersAreIgnored() throws {
        let text = #"{"family":"web","newer":{"deep":[1,null,{"x":true}]},"containerDefinitions":[{"newest":1}]}"#
        let expected = Input {
            $0.family = "web"
            $0.containerDefinitions = [ECS.ContainerDefinition()]
        }
        #expect(try decode(Input.self, text) == expected)
    }

    @Test func keysOfMapsAreNotTouched() throws {
        let labels: StringMap = [
            "com.example.Team_Name": "a", "traefik.http/x-y": "b", "UPPER": "c", "ünï": "d", "": "e",
        ]
        let container = ECS.ContainerDefinition { $0.dockerLabels = labels }
        #expect(try decode(ECS.ContainerDefinition.self, encode(container)).dockerLabels == labels)
    }

    struct Null: Sendable, CustomTestStringConvertible {
        let text: String
        let same: String
        var testDescription: String { text }

        init(_ text: String, _ same: String) { (self.text, self.same) = (text, same) }
    }

    @Test(arguments: [
        Null(#"{"family":null}"#, "{}"),
        Null(#"{"containerDefinitions":[null]}"#, #"{"containerDefinitions":[]}"#),
        Null(
            #"{"containerDefinitions":[null,{"name":"a"},null,null,{"name":"b"},null],"family":"web"}"#,
            #"{"containerDefinitions":[{"name":"a"},{"name":"b"}],"family":"web"}"#),
        Null(
            #"{"containerDefinitions":[{"dockerLabels":{"a":null}}]}"#,
            #"{"containerDefinitions":[{"dockerLabels":{}}]}"#),
        Null(
            #"{"containerDefinitions":[{"dockerLabels":{"a":null,"b":"2","c":null,"d":"4"},"cpu":null}]}"#,
            #"{"containerDefinitions":[{"dockerLabels":{"b":"2","d":"4"}}]}"#),
        Null(
            "{ \"containerDefinitions\" :\n[ { \"command\" : [ null , \"a b\" ,\tnull ] } , null ] }",
            #"{"containerDefinitions":[{"command":["a b"]}]}"#),
        Null(
            #"{"containerDefinitions":[{"command":["null",null,"[null,","\"null\\\\",null,"\\\""]}]}"#,
            #"{"containerDefinitions":[{"command":["null","[null,","\"null\\\\","\\\""]}]}"#),
        Null(
            #"{"containerDefinitions":[{"cpu":2147483647,"memory":1e2,"links":[null]}]}"#,
            #"{"containerDefinitions":[{"cpu":2147483647,"memory":100,"links":[]}]}"#),
    ])
    func nullsAreDroppedEverywhere(test: Null) throws {
        #expect(try decode(Input.self, test.text) == decode(Input.self, test.same))
    }

    @Test(arguments: [
        "null", "[]", "[null]", #"{"family":1}"#, #"{"containerDefinitions":[null,1]}"#,
        #"{"containerDefinitions":[null}"#, #"{"containerDefinitions":[nul]}"#, #"{"containerDefinitions":[null],}x"#,
        #"{"containerDefinitions":[null null]}"#,
    ])
    func whatIsNotTheShapeIsRefused(text: String) {
        #expect(throws: DecodingError.self) { try decode(Input.self, text) }
    }

    @Test func aWrongMemberBehindNullsIsNamed() throws {
        let error = try #require(throws: DecodingError.self) {
            try decode(Input.self, #"{"containerDefinitions":[{"links":[null],"cpu":"x"}]}"#)
        }
        guard case .typeMismatch(_, let context) = error else { throw error }
        #expect(context.codingPath.map(\.stringValue).last == "cpu")
    }

    @Test(arguments: [
        ("1790072100.123", 1_790_072_100_123), ("1790072100", 1_790_072_100_000),
        ("1790072100.1234567", 1_790_072_100_123),
        ("0.001", 1), ("1.790072100999E9", 1_790_072_100_999), ("-0.5", -500),
    ])
    func timestampsKeepTheirMilliseconds(text: String, milliseconds: Int) throws {
        let definition = try decode(ECS.TaskDefinition.self, #"{"registeredAt":\#(text)}"#)
        let found = try #require(definition.registeredAt)
        #expect(Int((found.date.timeIntervalSince1970 * 1000).rounded()) == milliseconds)
        #expect(try decode(ECS.TaskDefinition.self, encode(definition)) == definition)
    }

    @Test func everyMillisecondOfASecondComesBack() throws {
        for millisecond in 0..<1000 {
            let date = Date(timeIntervalSince1970: 1_790_072_100 + Double(millisecond) / 1000 + 0.000_049)
            let definition = ECS.TaskDefinition { $0.registeredAt = Timestamp(date) }
            #expect(try decode(ECS.TaskDefinition.self, encode(definition)) == definition)
        }
    }
}
