import AWSWire
import ECSWire
import Foundation

/// Decodes request bodies and encodes response bodies, with ECS's errors.
enum JSONBody {
    /// Decodes a request.
    /// - Throws: SerializationException that names the member.
    static func decode<Shape: WireShape>(_ shape: Shape.Type, from body: Data) throws(ECSError) -> Shape {
        do throws(DecodingError) {
            return try WireCoding.decode(shape, from: body)
        } catch {
            throw ECSError(.serialization, explain(error))
        }
    }

    /// Encodes a response.
    static func encode(_ shape: some WireShape) throws(ECSError) -> Data {
        do throws(EncodingError) {
            return try WireCoding.encode(shape)
        } catch {
            throw ECSError(.server, "The response cannot be encoded as JSON.")
        }
    }

    /// Encodes a list of shapes.
    static func encode(_ shapes: [some WireShape]) throws(ECSError) -> Data {
        let items = try shapes.map { shape throws(ECSError) in try encode(shape) }
        return Data("[".utf8) + Data(items.joined(separator: ",".utf8)) + Data("]".utf8)
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            "\(path(context.codingPath)) has the wrong type: \(name(of: type)) is expected."
        case .keyNotFound(let key, let context):
            "\(path(context.codingPath + [key])) is missing."
        case .dataCorrupted(let context):
            "\(path(context.codingPath)) \(context.debugDescription)."
        @unknown default:
            "The body cannot be read."
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        guard !keys.isEmpty else { return "The body" }
        let text = keys.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return "Member '\(text)'"
    }

    private static func name(of type: any Any.Type) -> String {
        if type is any BinaryInteger.Type || type is Double.Type { return "a number" }
        if type is String.Type { return "a string" }
        if type is Bool.Type { return "true or false" }
        if type is [Any].Type { return "a list" }
        return "a structure"
    }
}
