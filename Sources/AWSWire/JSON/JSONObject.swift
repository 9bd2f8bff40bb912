/// The members of an object, whatever their type of key.
///
/// A class without type parameters: what is generic here is not specialized, and runs for every member of every shape.
final class JSONObject {
    /// A key's length and its first bytes, which tell nearly all keys apart.
    private struct Member {
        let mark: UInt64
        let key: Int
    }

    /// The object's value.
    let value: JSONReader
    private let members: [Member]
    /// Beyond a few members: a body of many must not cost its size squared.
    private let named: [[UInt8]: Int]?

    /// Looks at an object.
    init(_ value: JSONReader) {
        self.value = value
        let text = value.text
        let end = value.token.next
        var members: [Member] = []
        members.reserveCapacity(16)
        var index = value.index + 1
        while index < end {
            let key = text.tokens[index]
            // Keys with escapes are compared as they are read.
            let mark = key.kind == .string ? text.bytes[key.bytes].withUnsafeBufferPointer(Self.mark) : .max
            members.append(Member(mark: mark, key: index))
            index = text.tokens[index + 1].next
        }
        self.members = members
        guard members.count > 32 else {
            named = nil
            return
        }
        let pairs = members.compactMap { member in
            text.string(text.tokens[member.key]).map { (Array($0.utf8), member.key + 1) }
        }
        named = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// Whether every key can be read, so that none of somebody else's choosing is passed over.
    var hasReadableKeys: Bool {
        members.allSatisfy { value.text.isPlain(value.text.tokens[$0.key]) || name($0) != nil }
    }

    /// The names of members that are not null.
    var names: [String] {
        members.compactMap { value.text.tokens[$0.key + 1].kind == .null ? nil : name($0) }
    }

    /// The token of a member's value; of equal keys the first counts.
    func find(_ name: String) -> Int? {
        if let named { return named[Array(name.utf8)] }
        var name = name
        return name.withUTF8 { bytes in
            let mark = Self.mark(bytes)
            for member in members where member.mark == mark || member.mark == .max {
                if isNamed(member, bytes) { return member.key + 1 }
            }
            return nil
        }
    }

    /// The member's value, nil when it is null or not there.
    func present(_ name: String) -> JSONReader? {
        guard let index = find(name), value.text.tokens[index].kind != .null else { return nil }
        return value.value(at: index)
    }

    private func name(_ member: Member) -> String? { value.text.string(value.text.tokens[member.key]) }

    private func isNamed(_ member: Member, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let key = value.text.tokens[member.key]
        guard key.kind == .string else { return value.text.string(key)?.utf8.elementsEqual(name) ?? false }
        return name.count <= Self.marked || value.text.bytes[key.bytes].elementsEqual(name)
    }

    /// How many bytes a mark holds.
    private static let marked = 7

    private static func mark(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var mark = UInt64(min(name.count, 0x7F))
        for index in 0..<min(name.count, marked) { mark = mark << 8 | UInt64(name[index]) }
        return mark
    }
}

/// The members of an object, for one type of key.
struct JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    /// The object.
    let object: JSONObject

    var codingPath: [any CodingKey] { object.value.codingPath }
    var allKeys: [Key] { object.names.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { object.find(key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try required(key).decodeNil() }

    func decode(_ type: String.Type, forKey key: Key) throws -> String { try required(key).decode(type) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try required(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try required(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try required(key).decode(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try Value(from: required(key))
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try object.present(key.stringValue)?.decode(type)
    }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try object.present(key.stringValue)?.decode(type)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try object.present(key.stringValue)?.decode(type)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try object.present(key.stringValue)?.decode(type)
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = object.present(key.stringValue) else { return nil }
        return try Value(from: value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try required(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try required(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { object.value }
    func superDecoder(forKey key: Key) throws -> any Decoder { try required(key) }

    private func required(_ key: Key) throws -> JSONReader {
        guard let index = object.find(key.stringValue) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "is missing"))
        }
        return object.value.value(at: index)
    }
}
