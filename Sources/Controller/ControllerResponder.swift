import HTTPTypes
import Hummingbird
import NIOCore
import Reconciler
import Reporting
import SwiftExtensions

/// Responds to the controller's HTTP requests, whatever socket they come from.
///
/// Requests for an unexpected host get 421 before anything else is looked at, unknown paths 404, and methods other than
/// GET and HEAD 405. HEAD gets the status and the headers of GET.
package struct ControllerResponder: HTTPResponder {
    package typealias Context = BasicRequestContext
    private typealias Page = @Sendable () async throws -> Response

    private let hosts: ExpectedHosts
    private let pages: [String: Page]

    /// - Parameter hosts: by which the server is reached.
    package init(_ board: StatusBoard, hosts: ExpectedHosts) {
        self.hosts = hosts
        pages = [
            "healthz": { Self.text(.ok, "ok\n") },
            "readyz": {
                await board.status.lastPlanned == nil
                    ? Self.text(.serviceUnavailable, "no plan yet\n") : Self.text(.ok, "ok\n")
            },
            "metrics": { Self.response(.ok, "text/plain; version=0.0.4", Metrics(await board.status).text) },
            "api/v1/status": {
                Self.response(.ok, "application/json", try StatusDocument(await board.status).jsonText())
            },
        ]
    }

    package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        try await respond(to: request)
    }

    /// Responds to a request.
    package func respond(to request: Request) async throws -> Response {
        let response = try await page(request)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func page(_ request: Request) async throws -> Response {
        guard !request.hasSecondHost, hosts.contains(header: request.head.authority) else {
            return Self.text(.misdirectedRequest, Self.unexpectedHost)
        }
        let path = request.uri.path.split(separator: "/").joined(separator: "/")
        guard let page = pages[path] else { return Self.text(.notFound, "not found\n") }
        guard [.get, .head].contains(request.method) else {
            var response = Self.text(.methodNotAllowed, "only GET and HEAD are allowed\n")
            response.headers[.allow] = "GET, HEAD"
            return response
        }
        return try await page()
    }

    private static let unexpectedHost =
        "this server is for requests to localhost only: to reach it by another name, add the name to "
        + "spec.controller.hosts\n"

    private static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        response(status, "text/plain", text)
    }

    private static func response(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

extension Request {
    /// The first `Host` header is the request's authority; only further ones are among its headers.
    fileprivate var hasSecondHost: Bool { headers.contains { $0.name.canonicalName == "host" } }
}
