import AWSWire
import Foundation
import SwiftExtensions

// A call in each protocol.

extension ServiceClient {
    /// A decoded response.
    struct Response<Value> {
        let value: Value
        let attempts: Int
    }

    /// AWS JSON: the operation in a header, the input as the body.
    /// - Throws: unless the response has status 200 and this shape.
    func json<Shape: Decodable>(
        _ operation: String, _ input: some Encodable, reading shape: Shape.Type
    ) async throws(AWSError) -> Response<Shape> {
        let body: Data
        do {
            body = try WireCoding.encode(input)
        } catch {
            throw self.error(.unwritableInput(error.problem), operation, attempts: 0)
        }
        var call = Call(operation: operation, body: body)
        if case .json(let version, let prefix) = service.wire {
            call.headers = ["content-type": "application/x-amz-json-\(version)", "x-amz-target": prefix + operation]
        }
        return try await send(call, reading: shape)
    }

    /// REST-JSON: a GET.
    ///
    /// - Parameters:
    ///   - path: its segments, not encoded.
    ///   - query: names and values, not encoded.
    /// - Throws: unless the response has status 200 and this shape.
    func get<Shape: Decodable>(
        _ operation: String, path: [String], query: [(name: String, value: String?)] = [], reading shape: Shape.Type
    ) async throws(AWSError) -> Response<Shape> {
        let pairs = query.compactMap { pair in pair.value.map { "\(pair.name.percentEncoded)=\($0.percentEncoded)" } }
        let path = "/" + path.map(\.percentEncoded).joined(separator: "/")
        let target = pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
        return try await send(Call(operation: operation, method: "GET", path: target), reading: shape)
    }

    /// Query: a form; the response is XML.
    ///
    /// - Parameter isSigned: false for the calls that get credentials.
    /// - Throws: unless the response has status 200.
    func query(
        _ operation: String, _ parameters: [(name: String, value: String)], isSigned: Bool = true
    ) async throws(AWSError) -> Data {
        let version = if case .query(let version) = service.wire { version } else { "" }
        let form = ([("Action", operation), ("Version", version)] + parameters)
            .map { "\($0.0.percentEncoded)=\($0.1.percentEncoded)" }.joined(separator: "&")
        let call = Call(
            operation: operation,
            headers: ["content-type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: Data(form.utf8), isSigned: isSigned)
        counter.countCall("\(service):\(operation)")
        return try await exchange(call).body
    }

    /// A required member of the response.
    func require<Output, Member>(
        _ member: KeyPath<Output, Member?>, of response: Response<Output>, _ operation: String
    ) throws(AWSError) -> Member {
        guard let value = response.value[keyPath: member] else {
            let name = String(describing: member).split(separator: ".").last ?? "member"
            throw error(.malformedResponse("status 200 without '\(name)'"), operation, attempts: response.attempts)
        }
        return value
    }

    private func send<Shape: Decodable>(
        _ call: Call, reading shape: Shape.Type
    ) async throws(AWSError) -> Response<Shape> {
        counter.countCall("\(service):\(call.operation)")
        let response = try await exchange(call)
        guard !response.body.isEmpty else {
            throw error(.malformedResponse("status 200 without a body"), call.operation, attempts: response.attempts)
        }
        do {
            return Response(value: try WireCoding.decode(shape, from: response.body), attempts: response.attempts)
        } catch {
            throw self.error(
                .malformedResponse("\(response.body.count) bytes, \(error.problem)"), call.operation,
                attempts: response.attempts)
        }
    }
}

extension EncodingError {
    /// The member, never its value.
    fileprivate var problem: String {
        guard case .invalidValue(_, let context) = self else { return "not representable in JSON" }
        return describe("not representable in JSON", context.codingPath)
    }
}

extension DecodingError {
    /// What is wrong and with which member, never a value.
    fileprivate var problem: String {
        switch self {
        case .dataCorrupted(let context): describe("not JSON", context.codingPath)
        case .typeMismatch(_, let context): describe("a value of the wrong type", context.codingPath)
        case .valueNotFound(_, let context): describe("a null value", context.codingPath)
        case .keyNotFound(let key, let context): describe("no member '\(key.stringValue)'", context.codingPath)
        @unknown default: "not a response of the operation"
        }
    }
}

/// The path may contain map keys that the server chose.
private func describe(_ what: String, _ path: [any CodingKey]) -> String {
    path.isEmpty ? what : "\(what) at '\(printable(path.map(\.stringValue).joined(separator: ".")))'"
}
