/// A map with keys that users choose: labels, options.
///
/// Keys are compared by their bytes, as in JSON. In Swift's own dictionary, composed and decomposed `é` are the same
/// key, and one of them would be lost.
package struct StringMap: Equatable, Sendable {
    /// By the bytes of their keys, in order; each key once.
    private var pairs: [Pair] = []

    private struct Pair: Equatable, Sendable {
        let key: [UInt8]
        let value: String
    }

    /// From a dictionary.
    package init(_ values: [String: String]) {
        self.init(values.map { ($0.key, $0.value) })
    }

    /// The first of equal keys counts.
    private init(_ values: [(key: String, value: String)]) {
        for (key, value) in values {
            let key = Array(key.utf8)
            let position = position(of: key)
            if position == pairs.count || pairs[position].key != key {
                pairs.insert(Pair(key: key, value: value), at: position)
            }
        }
    }

    /// The position of the key, or where it would be inserted.
    private func position(of key: [UInt8]) -> Int {
        var (low, high) = (0, pairs.count)
        while low < high {
            let middle = (low + high) / 2
            if pairs[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The value of a key.
    package subscript(key: String) -> String? {
        let bytes = Array(key.utf8)
        let position = position(of: bytes)
        return position < pairs.count && pairs[position].key == bytes ? pairs[position].value : nil
    }

    /// In order.
    package var keys: [String] { pairs.map { String(decoding: $0.key, as: UTF8.self) } }

    /// Whether there are no keys.
    package var isEmpty: Bool { pairs.isEmpty }
}

extension StringMap: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }
}

extension StringMap: Codable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Name.self)
        self.init(try members.allKeys.map { ($0.stringValue, try members.decode(String.self, forKey: $0)) })
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Name.self)
        for (key, pair) in zip(keys, pairs) { try members.encode(pair.value, forKey: Name(stringValue: key)) }
    }
}
