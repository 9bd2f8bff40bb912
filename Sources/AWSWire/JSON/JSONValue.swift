import Foundation

/// A JSON document of unknown shape, such as one that a service stores for its users.
package indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case list([JSONValue])
    /// The members in the order of the text.
    case object([Member])

    /// A member of an object.
    package struct Member: Equatable, Sendable {
        /// The member's name.
        package let key: String
        /// The member's value.
        package let value: JSONValue

        /// A member with that name.
        package init(key: String, value: JSONValue) { (self.key, self.value) = (key, value) }
    }

    /// Reads a text; linear in its length.
    /// - Throws: when it is not JSON (RFC 8259), is nested more than 512 deep, or repeats a key in one object, which
    ///   readers interpret differently.
    package init(parsing text: String) throws(InvalidJSON) {
        let json: JSONText
        do {
            json = try JSONText(Data(text.utf8))
        } catch {
            throw InvalidJSON(description: "it is not JSON, or nested more than 512 deep")
        }
        self = try JSONValueBuilder(json: json, isStrict: true).value(at: 0)
    }

    /// The string; nil for any other value.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The items of a list; nil for any other value.
    package var items: [JSONValue]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    /// The members of an object, in the order of the text; nil for any other value.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A member of an object; nil if it is absent or null, and for any other value. Of equal keys the first counts.
    /// Linear in the number of members.
    package subscript(_ key: String) -> JSONValue? {
        guard let value = members?.first(where: { $0.key.utf8.elementsEqual(key.utf8) })?.value, value != .null else {
            return nil
        }
        return value
    }
}

extension JSONValue: Decodable {
    /// Reads whatever is there, as part of a response: all of equal keys, and half a surrogate pair as U+FFFD. Nothing
    /// in a document makes its response unreadable.
    /// - Throws: unless ``WireCoding`` decodes.
    package init(from decoder: any Decoder) throws {
        guard let reader = decoder as? JSONReader else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "can be read from JSON alone"))
        }
        self = try JSONValueBuilder(json: reader.text, isStrict: false).value(at: reader.index)
    }
}

/// Puts values together from the tokens of a text.
private struct JSONValueBuilder {
    let json: JSONText
    /// Whether to refuse what readers interpret differently.
    let isStrict: Bool

    func value(at index: Int) throws(InvalidJSON) -> JSONValue {
        let token = json.tokens[index]
        switch token.kind {
        case .null: return .null
        case .isTrue: return .bool(true)
        case .isFalse: return .bool(false)
        case .number: return .number(String(decoding: json.bytes[token.bytes], as: UTF8.self))
        case .string, .escapedString: return .string(try string(token))
        case .list:
            var items: [JSONValue] = []
            var item = index + 1
            while item < token.next {
                items.append(try value(at: item))
                item = json.tokens[item].next
            }
            return .list(items)
        case .object: return .object(try members(from: index + 1, to: token.next))
        }
    }

    private func members(from start: Int, to end: Int) throws(InvalidJSON) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        var index = start
        while index < end {
            let key = try string(json.tokens[index])
            guard !isStrict || keys.insert(key).inserted else {
                throw InvalidJSON(description: "an object has the key '\(key.prefix(100))' twice")
            }
            members.append(JSONValue.Member(key: key, value: try value(at: index + 1)))
            index = json.tokens[index + 1].next
        }
        return members
    }

    private func string(_ token: JSONText.Token) throws(InvalidJSON) -> String {
        if let string = json.string(token) { return string }
        guard !isStrict else {
            throw InvalidJSON(description: "a text has half a surrogate pair or too many combining characters")
        }
        return json.repairedString(token)
    }
}

/// Why a text cannot be read as JSON.
package struct InvalidJSON: Error, Equatable, CustomStringConvertible {
    package let description: String
}
