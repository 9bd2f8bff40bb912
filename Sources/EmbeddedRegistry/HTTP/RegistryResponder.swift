import AWSWire
import ECSWire
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Passes HTTP requests of any method and path to a registry.
struct RegistryResponder: HTTPResponder {
    typealias Context = ConnectionContext

    let registry: Registry
    let limits: BodyLimits

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let body: ByteBuffer
        do {
            body = try await request.readBody(limits, on: context.channel)
        } catch {
            return Response(error, limits, on: context.channel)
        }
        return Response(await registry.respond(to: WireRequest(request, body: body)))
    }
}

extension WireRequest {
    /// - Parameter body: the complete body.
    init(_ request: Request, body: ByteBuffer) {
        // HTTP types keep the authority apart from the headers; signatures treat it as one.
        var headers = ["host": request.head.authority ?? ""]
        for field in request.headers {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { "\($0),\(field.value)" } ?? field.value
        }
        // The query is signed too.
        let path = request.uri.query.map { "\(request.uri.path)?\($0)" } ?? request.uri.path
        self.init(
            method: request.method.rawValue, path: path, headers: headers, body: Data(body.readableBytesView))
    }
}

extension Response {
    /// The header names of responses, parsed once.
    private static let names = Dictionary(
        uniqueKeysWithValues: ["content-type", "x-amzn-requestid", "x-amzn-errortype", EmbeddedRegistryMark.header]
            .compactMap { name in
                HTTPField.Name(name).map { (name, $0) }
            })

    /// Converts a response. Its body is sent in one piece.
    init(_ response: WireResponse) {
        var headers = HTTPFields()
        for (name, value) in response.headers.merging([EmbeddedRegistryMark.header: "1"], uniquingKeysWith: { $1 }) {
            if let name = Self.names[name] ?? HTTPField.Name(name) { headers[name] = value }
        }
        self.init(
            status: HTTPResponse.Status(code: response.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
    }
}
