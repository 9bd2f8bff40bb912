import Foundation

/// JSON as AWS JSON 1.1 has it, the same at both ends.
package enum WireCoding {
    /// The `Content-Type` of both directions.
    package static let contentType = "application/x-amz-json-1.1"

    /// Bytes of a shape, keys in order, so that equal values give equal bytes.
    package static func encode(_ shape: some WireShape) throws(EncodingError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(shape)
        } catch let error as EncodingError {
            throw error
        } catch {
            throw EncodingError.invalidValue(
                shape, .init(codingPath: [], debugDescription: "not representable in JSON", underlyingError: error))
        }
    }

    /// A shape from bytes; no bytes are the empty structure, and what is null is absent, in lists and maps too.
    /// - Throws: when the bytes are not JSON or a member has another type, with the member's path.
    package static func decode<Shape: Decodable>(
        _ shape: Shape.Type, from body: Data
    ) throws(DecodingError) -> Shape {
        let decoder = JSONDecoder()
        do {
            do {
                return try decoder.decode(shape, from: body.isEmpty ? Data("{}".utf8) : body)
            } catch DecodingError.valueNotFound {
                // Members that are null are absent by themselves; keys and items take a second reading without them.
                return try decoder.decode(shape, from: withoutNulls(body))
            }
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "not JSON", underlyingError: error))
        }
    }
}
