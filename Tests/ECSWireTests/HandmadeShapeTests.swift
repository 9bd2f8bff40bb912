import AWSWire
import ECSWire
import Foundation
import Testing

/// A shape that codes itself: containers within containers, as Codable offers them.
private struct Handmade: WireShape {
    var name = ""
    var words: [String] = []
    var deep = 0
    var tail: [Int] = []

    private enum Keys: String, CodingKey { case outer, inner, items, base }

    init() {}

    init(from decoder: any Decoder) throws {
        let outer = try decoder.container(keyedBy: Keys.self)
        let inner = try outer.nestedContainer(keyedBy: Keys.self, forKey: .outer)
        name = try inner.decode(String.self, forKey: .inner)
        var items = try outer.nestedUnkeyedContainer(forKey: .items)
        words = [try items.decode(String.self), try items.decode(String.self)]
        deep = try items.nestedContainer(keyedBy: Keys.self).decode(Int.self, forKey: .inner)
        var rest = try items.nestedUnkeyedContainer()
        while !rest.isAtEnd { tail.append(try rest.decode(Int.self)) }
        _ = try [Int](from: outer.superDecoder(forKey: .base))
        guard items.isAtEnd, items.currentIndex == 4, outer.contains(.base), !outer.contains(.inner) else {
            throw DecodingError.dataCorruptedError(in: items, debugDescription: "has more")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: Keys.self)
        var inner = outer.nestedContainer(keyedBy: Keys.self, forKey: .outer)
        try inner.encode(name, forKey: .inner)
        var items = outer.nestedUnkeyedContainer(forKey: .items)
        for word in words { try items.encode(word) }
        var nested = items.nestedContainer(keyedBy: Keys.self)
        try nested.encode(deep, forKey: .inner)
        var rest = items.nestedUnkeyedContainer()
        for number in tail { try rest.encode(number) }
        try tail.encode(to: outer.superEncoder(forKey: .base))
    }
}

@Suite struct HandmadeShapeTests {
    private let text = #"{"base":[3,4],"items":["a","b",{"inner":7},[3,4]],"outer":{"inner":"n"}}"#

    @Test func readsAndWrites() throws {
        let shape = Handmade { ($0.name, $0.words, $0.deep, $0.tail) = ("n", ["a", "b"], 7, [3, 4]) }
        #expect(try String(decoding: WireCoding.encode(shape), as: UTF8.self) == text)
        #expect(try WireCoding.decode(Handmade.self, from: Data(text.utf8)) == shape)
    }

    @Test func saysWhatIsMissing() throws {
        let error = try #require(throws: DecodingError.self) {
            try WireCoding.decode(Handmade.self, from: Data(#"{"outer":{}}"#.utf8))
        }
        guard case .keyNotFound(let key, let context) = error else { throw error }
        #expect(context.codingPath.map(\.stringValue) + [key.stringValue] == ["outer", "inner"])
    }

    @Test func endsAtTheEnd() {
        #expect(throws: DecodingError.self) {
            try WireCoding.decode(Handmade.self, from: Data(#"{"outer":{"inner":"n"},"items":["a",null]}"#.utf8))
        }
    }
}
