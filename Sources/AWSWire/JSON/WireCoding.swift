import Foundation

/// JSON as AWS JSON 1.1 has it, the same at both ends.
package enum WireCoding {
    /// The `Content-Type` of both directions.
    package static let contentType = "application/x-amz-json-1.1"

    /// Bytes of a shape, keys in order, so that equal values give equal bytes.
    package static func encode(_ shape: some Encodable) throws(EncodingError) -> Data {
        do {
            return try JSONWriter.write(shape)
        } catch let error as EncodingError {
            throw error
        } catch {
            throw EncodingError.invalidValue(
                shape, .init(codingPath: [], debugDescription: "not representable in JSON", underlyingError: error))
        }
    }

    /// A shape from bytes; no bytes are the empty structure, and what is null is absent, in lists and maps too.
    ///
    /// - Throws: when the bytes are not JSON or a member has another type. The context has the member's path, and for
    ///   corrupt data a description that goes on where the member's name ends: "has a number that does not fit".
    package static func decode<Shape: Decodable>(
        _ shape: Shape.Type, from body: Data
    ) throws(DecodingError) -> Shape {
        do {
            return try Shape(from: JSONReader(JSONText(body.isEmpty ? Data("{}".utf8) : body)))
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "is not valid JSON", underlyingError: error))
        }
    }
}
