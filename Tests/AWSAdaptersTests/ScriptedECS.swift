import AWSClient
import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import TestSupport

/// An endpoint that answers by a script: what stands for a call is its operation and, where it has them, its cluster
/// and its page.
struct ScriptedECS: Sendable {
    /// What a call is answered with.
    enum Reply: Sendable {
        case json(String)
        case error(String, String)
        case drops
    }

    /// By `Operation`, or by `Operation` and anything that the body contains.
    var replies: [(call: String, contains: String, reply: Reply)] = []

    /// Later lines come before earlier ones.
    mutating func on(_ call: String, body contains: String = "", _ reply: Reply) {
        replies.insert((call, contains, reply), at: 0)
    }

    /// A client that nothing makes wait.
    ///
    /// - Parameter note: told about each call, by its operation and its body.
    func session(noting note: @escaping @Sendable (String, String) -> Void = { _, _ in }) throws -> AWSSession {
        try Self.session(noting: note) { self }
    }

    /// A session with an endpoint whose script changes.
    static func session(
        noting note: @escaping @Sendable (String, String) -> Void = { _, _ in },
        _ script: @escaping @Sendable () -> ScriptedECS
    ) throws -> AWSSession {
        let transport = ScriptedTransport { request in
            let replies = script().replies
            let call = (request.headers["x-amz-target"] ?? "").dropFirst(ECS.targetPrefix.count)
            let body = String(decoding: request.body, as: UTF8.self)
            note(String(call), body)
            return replies.first { $0.call == call && ($0.contains.isEmpty || body.contains($0.contains)) }?.reply
                ?? .error("UnknownOperationException", "no line for \(call) \(body)")
        }
        let endpoint = try Endpoint("http://localhost")
        return AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: transport, time: .withoutWaits)
    }
}

private struct ScriptedTransport: Transport {
    let reply: @Sendable (WireRequest) -> ScriptedECS.Reply

    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        switch reply(request) {
        case .json(let text): return WireResponse(status: 200, body: Data(text.utf8))
        case .error(let code, let message):
            return WireResponse(status: 400, body: ECSError(ECSErrorCode(rawValue: code), message).body)
        case .drops: throw .timedOut(timeout)
        }
    }
}
