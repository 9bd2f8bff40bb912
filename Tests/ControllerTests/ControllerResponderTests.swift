import Controller
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Reconciler
import Reporting
import SwiftExtensions
import Testing

/// What the controller responds to which request, without a socket.
@Suite struct ControllerResponderTests {
    private let responder = ControllerResponder(
        StatusBoard(ControllerStatus(name: "test", reportOnly: false, startedAt: Date(timeIntervalSince1970: 0))),
        hosts: ExpectedHosts(["roster.example.org"]))

    private func respond(
        _ path: String, method: HTTPRequest.Method = .get, host: String? = "localhost:8080", second: String? = nil
    ) async throws -> Response {
        var head = HTTPRequest(method: method, scheme: "http", authority: host, path: path)
        if let second { head.headerFields[try #require(HTTPField.Name("Host"))] = second }
        return try await responder.respond(to: Request(head: head, body: .init(buffer: ByteBuffer())))
    }

    private func body(_ response: Response) async throws -> String {
        let collected = Collected()
        try await response.body.write(collected)
        return String(buffer: collected.buffer)
    }

    static let pages: [(path: String, status: HTTPResponse.Status, part: String)] = [
        ("/healthz", .ok, "ok\n"), ("/healthz/", .ok, "ok\n"), ("/healthz?x=1", .ok, "ok\n"),
        ("/readyz", .serviceUnavailable, "no plan yet\n"), ("/metrics", .ok, "roster_"),
        ("/api/v1/status", .ok, "\"name\" : \"test\""), ("/", .notFound, "not found\n"),
        ("/nothing", .notFound, "not found\n"), ("/healthz/x", .notFound, "not found\n"),
        ("/HEALTHZ", .notFound, "not found\n"), ("*", .notFound, "not found\n"),
    ]

    @Test(arguments: pages)
    func get(path: String, status: HTTPResponse.Status, part: String) async throws {
        let response = try await respond(path)
        #expect(response.status == status)
        #expect(try await body(response).contains(part))
    }

    @Test("HEAD has the status and headers of GET, and no body", arguments: pages.map(\.path))
    func head(path: String) async throws {
        let (get, head) = (try await respond(path), try await respond(path, method: .head))
        #expect(head.status == get.status)
        #expect(head.headers == get.headers)
        #expect(head.headers[.contentLength] == "\(try await body(get).utf8.count)")
        #expect(try await body(head) == "")
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])
    func otherMethods(name: String) async throws {
        let method = try #require(HTTPRequest.Method(rawValue: name))
        for path in ["/healthz", "/readyz", "/metrics", "/api/v1/status"] {
            let response = try await respond(path, method: method)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "GET, HEAD")
        }
        #expect(try await respond("/nothing", method: method).status == .notFound)
    }

    @Test(arguments: ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]", "Roster.Example.org.:443"])
    func expectedHosts(host: String) async throws {
        #expect(try await respond("/healthz", host: host).status == .ok)
    }

    @Test(arguments: ["/healthz", "/api/v1/status", "/nothing"], ["evil.example", "evil.example:8080", "", nil])
    func otherHostsLearnNothing(path: String, host: String?) async throws {
        for method in [HTTPRequest.Method.get, .post] {
            let response = try await respond(path, method: method, host: host)
            #expect(response.status == .misdirectedRequest)
            let text = try await body(response)
            #expect(text.contains("spec.controller.hosts"))
            #expect(!text.contains("evil") && text.count { $0 == "\n" } == 1)
        }
    }

    @Test(arguments: ["localhost", "evil.example"])
    func twoHostsAreOneTooMany(second: String) async throws {
        #expect(try await respond("/healthz", second: second).status == .misdirectedRequest)
    }
}

/// Keeps a body.
private final class Collected: ResponseBodyWriter {
    private(set) var buffer = ByteBuffer()

    func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }
    func finish(_ trailers: HTTPFields?) async throws {}
}
