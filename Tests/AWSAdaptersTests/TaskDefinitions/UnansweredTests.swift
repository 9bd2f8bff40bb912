import AWSAdapters
import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Reconciler
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

/// What becomes of every request: an answer, or none.
struct Fate: Transport, CustomTestStringConvertible {
    let testDescription: String
    let isUnanswered: Bool
    private let result: Result<WireResponse, TransportError>

    init(_ name: String, _ result: Result<WireResponse, TransportError>, isUnanswered: Bool) {
        (testDescription, self.result, self.isUnanswered) = (name, result, isUnanswered)
    }

    /// An error that the server answers with.
    init(_ code: String, status: Int, isUnanswered: Bool) {
        let response = WireResponse(status: status, body: Data(#"{"__type": "\#(code)"}"#.utf8))
        self.init("\(code) with \(status)", .success(response), isUnanswered: isUnanswered)
    }

    func send(
        _: WireRequest, to _: Endpoint, timeout _: Duration
    ) async throws(TransportError) -> WireResponse { try result.get() }
}

@Test(
    "a deregistration is in doubt where it may have arrived, and not where it was refused or never left",
    arguments: [
        Fate("no answer in time", .failure(.timedOut(.seconds(5))), isUnanswered: true),
        Fate("a connection that broke", .failure(.interrupted("reset")), isUnanswered: true),
        Fate("no connection, or an error that is not told apart", .failure(.notConnected("?")), isUnanswered: true),
        Fate("no connection in time", .failure(.connectTimedOut(.seconds(5))), isUnanswered: false),
        Fate("no TLS", .failure(.tlsFailed("plain")), isUnanswered: false),
        Fate("a proxy that refuses", .failure(.proxyAuthentication), isUnanswered: false),
        Fate("an answer without a body", .success(WireResponse(status: 200, body: Data())), isUnanswered: true),
        Fate("ServerException", status: 500, isUnanswered: true),
        Fate("ServiceUnavailable", status: 503, isUnanswered: true),
        Fate("ThrottlingException", status: 400, isUnanswered: false),
        Fate("AccessDeniedException", status: 400, isUnanswered: false),
        Fate("a proxy's 429", .success(WireResponse(status: 429, body: Data("<html>".utf8))), isUnanswered: false),
        Fate("a proxy's 502", .success(WireResponse(status: 502, body: Data("<html>".utf8))), isUnanswered: true),
    ])
func knowsWhatMayHaveHappened(_ fate: Fate) async throws {
    let endpoint = try Endpoint("http://localhost")
    let session = AWSSession(
        region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
        transport: fate, time: .withoutWaits)
    let registry = ECSTaskDefinitionRegistry(try ECSClient(session))
    let id = try #require(RevisionID("web:1"))
    let failure = await #expect(throws: RegistryFailure.self) {
        _ = try await registry.deregister(id, in: nil, sentWithin: .seconds(5))
    }
    #expect(failure?.isUnanswered == fate.isUnanswered)
}

@Test(
    "how a deregistration may go on depends on why it failed",
    arguments: [
        ("ThrottlingException", 400, RegistryFailure.Retryability.throttled), ("SlowDown", 503, .throttled),
        ("ServerException", 500, .transient), ("ExpiredTokenException", 400, .transient),
        ("AccessDeniedException", 400, .affectsAllCalls), ("ClientException", 400, .permanent),
        ("", 429, .throttled), ("", 502, .transient), ("", 503, .transient), ("", 404, .permanent),
    ])
func knowsHowToGoOn(code: String, status: Int, retryability: RegistryFailure.Retryability) async throws {
    let requests = Mutex(0)
    let endpoint = try Endpoint("http://localhost")
    let session = AWSSession(
        region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
        transport: InProcessTransport { _ in
            requests.withLock { $0 += 1 }
            let body = code.isEmpty ? "<html>" : #"{"__type": "\#(code)"}"#
            return WireResponse(status: status, body: Data(body.utf8))
        }, time: .withoutWaits)
    let registry = ECSTaskDefinitionRegistry(try ECSClient(session))
    let failure = await #expect(throws: RegistryFailure.self) {
        try await registry.deregister(id("web:1"), in: nil, sentWithin: .seconds(5))
    }
    #expect(failure?.retryability == retryability)
    #expect(requests.withLock { $0 } == 1, "never repeated on the same reading, not even with new credentials")
}
