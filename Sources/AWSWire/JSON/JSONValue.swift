import Foundation

/// A JSON document of unknown shape, such as one that a service stores for its users.
package indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case list([JSONValue])
    case object([String: JSONValue])

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
        self = try Self.value(at: 0, of: json)
    }

    private static func value(at index: Int, of json: JSONText) throws(InvalidJSON) -> JSONValue {
        let token = json.tokens[index]
        switch token.kind {
        case .null: return .null
        case .isTrue: return .bool(true)
        case .isFalse: return .bool(false)
        case .number: return .number(String(decoding: json.bytes[token.bytes], as: UTF8.self))
        case .string, .escapedString: return .string(try string(token, of: json))
        case .list:
            var items: [JSONValue] = []
            var item = index + 1
            while item < token.next {
                items.append(try value(at: item, of: json))
                item = json.tokens[item].next
            }
            return .list(items)
        case .object: return .object(try members(from: index + 1, to: token.next, of: json))
        }
    }

    private static func members(
        from start: Int, to end: Int, of json: JSONText
    ) throws(InvalidJSON) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        var index = start
        while index < end {
            let key = try string(json.tokens[index], of: json)
            let value = try value(at: index + 1, of: json)
            guard members.updateValue(value, forKey: key) == nil else {
                throw InvalidJSON(description: "an object has the key '\(key.prefix(100))' twice")
            }
            index = json.tokens[index + 1].next
        }
        return members
    }

    private static func string(_ token: JSONText.Token, of json: JSONText) throws(InvalidJSON) -> String {
        guard let string = json.string(token) else {
            throw InvalidJSON(description: "a text has half a surrogate pair or too many combining characters")
        }
        return string
    }

    /// The string; nil for any other value.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A member of an object; nil if it is absent or null, and for any other value.
    package subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }
}

/// Why a text cannot be read as JSON.
package struct InvalidJSON: Error, Equatable, CustomStringConvertible {
    package let description: String
}
