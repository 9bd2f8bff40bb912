/// The items of a list that are not null.
struct JSONItems: UnkeyedDecodingContainer {
    private let list: JSONReader
    private var index: Int
    private(set) var currentIndex = 0

    /// Starts before the first item.
    init(_ list: JSONReader) {
        self.list = list
        index = list.index + 1
        skipNulls()
    }

    var codingPath: [any CodingKey] { list.codingPath }
    var count: Int? { nil }
    var isAtEnd: Bool { index >= list.token.next }

    private mutating func skipNulls() {
        while !isAtEnd, list.text.tokens[index].kind == .null { index += 1 }
    }

    /// Reads the next item, and passes it when that succeeds.
    private mutating func next<Value>(_ read: (JSONReader) throws -> Value) throws -> Value {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Value.self, .init(codingPath: codingPath, debugDescription: "has no more items"))
        }
        let item = list.value(at: index)
        let value = try read(item)
        index = item.token.next
        currentIndex += 1
        skipNulls()
        return value
    }

    /// There are no nulls.
    mutating func decodeNil() throws -> Bool { false }

    mutating func decode(_ type: String.Type) throws -> String { try next { try $0.decode(type) } }
    mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.decode(type) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.decode(type) } }
    mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.decode(type) } }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next { try Value(from: $0) } }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
