import Foundation

/// Encodes shapes as JSON: keys in order, slashes as they are, no space.
///
/// Codable gives members in the order of their declaration, so that an object is put together before it is written.
struct JSONWriter: Encoder {
    fileprivate let node: JSONNode

    /// The bytes of a value.
    /// - Throws: for a number that JSON cannot hold.
    static func write(_ value: some Encodable) throws -> Data {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        try JSONNode(value).write(to: &output)
        return Data(output)
    }

    fileprivate init(_ node: JSONNode) { self.node = node }

    /// Not kept: what cannot be written is a mistake in a shape, not in a value.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.begin(.object)
        return KeyedEncodingContainer(Members(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.begin(.list)
        return Items(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension JSONWriter: SingleValueEncodingContainer {
    func encodeNil() { node.begin(.scalar(.null)) }
    func encode(_ value: String) { node.begin(.scalar(.string(value))) }
    func encode(_ value: Bool) { node.begin(.scalar(.bool(value))) }
    func encode(_ value: Int) { node.begin(.scalar(.integer(value))) }
    func encode(_ value: Double) { node.begin(.scalar(.double(value))) }

    /// Numbers of other sizes come here too.
    func encode<Value: Encodable>(_ value: Value) throws {
        if let number = value as? any FixedWidthInteger {
            node.begin(.scalar(.word("\(number)")))
        } else if let number = value as? Float {
            encode(Double(number))
        } else {
            try value.encode(to: self)
        }
    }
}

/// The members of an object.
private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.append(key.stringValue, .null) }
    func encode(_ value: String, forKey key: Key) { node.append(key.stringValue, .string(value)) }
    func encode(_ value: Bool, forKey key: Key) { node.append(key.stringValue, .bool(value)) }
    func encode(_ value: Int, forKey key: Key) { node.append(key.stringValue, .integer(value)) }
    func encode(_ value: Double, forKey key: Key) { node.append(key.stringValue, .double(value)) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        node.append(key.stringValue, .node(try JSONNode(value)))
    }

    // As the library has them, but for the library's look at each type's metadata: most members are absent.
    func encodeIfPresent(_ value: String?, forKey key: Key) {
        if let value { encode(value, forKey: key) }
    }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) {
        if let value { encode(value, forKey: key) }
    }
    func encodeIfPresent(_ value: Int?, forKey key: Key) {
        if let value { encode(value, forKey: key) }
    }
    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        if let value { node.append(key.stringValue, .node(try JSONNode(value))) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        JSONWriter(node.appendNode(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONWriter(node.appendNode(key.stringValue)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONWriter(node.appendNode("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { JSONWriter(node.appendNode(key.stringValue)) }
}

/// The items of a list.
private struct Items: UnkeyedEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.append("", .null) }
    func encode(_ value: String) { node.append("", .string(value)) }
    func encode(_ value: Bool) { node.append("", .bool(value)) }
    func encode(_ value: Int) { node.append("", .integer(value)) }
    func encode(_ value: Double) { node.append("", .double(value)) }
    func encode<Value: Encodable>(_ value: Value) throws { node.append("", .node(try JSONNode(value))) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        JSONWriter(node.appendNode("")).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONWriter(node.appendNode("")).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONWriter(node.appendNode("")) }
}

extension JSONNode {
    /// What a value encodes itself as.
    fileprivate convenience init(_ value: some Encodable) throws {
        self.init()
        try JSONWriter(self).encode(whole: value)
    }
}

extension JSONWriter {
    /// Apart from ``encode(_:)``, so that shapes pay for no look at their type.
    fileprivate func encode(whole value: some Encodable) throws { try value.encode(to: self) }
}
