/// Decodes shapes from a ``JSONText``. What is null is absent, in lists and maps too; of equal keys the first counts.
struct JSONReader: Decoder {
    /// The text.
    let text: JSONText
    /// The value's token.
    let index: Int

    /// The whole text's value.
    init(_ text: JSONText) { self.init(text, 0) }

    /// One value within the text.
    fileprivate init(_ text: JSONText, _ index: Int) { (self.text, self.index) = (text, index) }

    /// Found by a search from the start: only errors need it.
    var codingPath: [any CodingKey] { text.path(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard token.kind == .object else { throw mismatch([String: Any].self) }
        let object = JSONObject(self)
        guard object.hasReadableKeys else { throw corrupt("has a key that " + Self.unreadable) }
        return KeyedDecodingContainer(JSONMembers(object: object))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard token.kind == .list else { throw mismatch([Any].self) }
        return JSONItems(self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    /// The value's token.
    var token: JSONText.Token { text.tokens[index] }

    /// The value at another token.
    func value(at index: Int) -> JSONReader { JSONReader(text, index) }

    private static let unreadable = "has half a surrogate pair or too many combining characters"

    private func mismatch(_ type: any Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "has the wrong type")
        return token.kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    private func corrupt(_ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: reason))
    }
}

extension JSONReader: SingleValueDecodingContainer {
    func decodeNil() -> Bool { token.kind == .null }

    func decode(_ type: String.Type) throws -> String {
        guard token.kind == .string || token.kind == .escapedString else { throw mismatch(type) }
        guard let string = text.string(token) else { throw corrupt(Self.unreadable) }
        return string
    }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard token.kind == .isTrue || token.kind == .isFalse else { throw mismatch(type) }
        return token.kind == .isTrue
    }

    /// The model's `Integer`, which has 32 bits: SDKs could not read a larger one back.
    func decode(_ type: Int.Type) throws -> Int { Int(try integer(Int32.self)) }

    func decode(_ type: Double.Type) throws -> Double {
        guard token.kind == .number else { throw mismatch(type) }
        guard let number = text.double(token) else { throw corrupt("has a number that does not fit") }
        return number
    }

    /// Numbers of other sizes come here too.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let type = type as? any FixedWidthInteger.Type, let number = try integer(type) as? Value { return number }
        if type is Float.Type, let number = try Float(decode(Double.self)) as? Value { return number }
        return try Value(from: self)
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard token.kind == .number else { throw mismatch(type) }
        guard let number: Number = text.integer(token) else {
            throw corrupt("has a number that does not fit: a whole number is expected")
        }
        return number
    }
}
