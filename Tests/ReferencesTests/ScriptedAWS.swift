import AWSClient
import ECSWire
import Foundation
import Planning
import Synchronization

@testable import References

/// Services that answer by a script, and what they were asked. A call is its operation and its body.
final class ScriptedAWS: Transport {
    /// What a call is answered with.
    enum Reply: Sendable {
        case json(String)
        case error(String)
        case drops
    }

    private struct Line {
        let operation: String
        let contains: String
        var replies: [Reply]
    }

    private let script = Mutex<(lines: [Line], calls: [String])>(([], []))

    /// What calls of an operation are answered with whose body contains a text: one reply after the other, the last
    /// one again and again. Later lines come before earlier ones.
    func on(_ operation: String, _ contains: String = "", _ replies: Reply...) {
        script.withLock { $0.lines.insert(Line(operation: operation, contains: contains, replies: replies), at: 0) }
    }

    /// Every call so far, `Operation {"its":"body"}`, in alphabetical order: side by side they have no other.
    var calls: [String] { script.withLock { $0.calls.sorted() } }

    /// Forgets the calls.
    func forgetCalls() { script.withLock { $0.calls = [] } }

    /// A session that nothing makes wait.
    func session() throws -> AWSSession {
        let endpoint = try Endpoint("http://localhost")
        return AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: self, time: TimeSource(now: { Date() }, uptime: { .zero }, sleep: { _ in }))
    }

    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let operation = (request.headers["x-amz-target"] ?? "").split(separator: ".").last.map(String.init) ?? ""
        let body = String(decoding: request.body, as: UTF8.self)
        let reply: Reply = script.withLock { script in
            script.calls.append("\(operation) \(body)")
            guard
                let index = script.lines.firstIndex(where: {
                    $0.operation == operation && ($0.contains.isEmpty || body.contains($0.contains))
                })
            else { return .error("UnknownOperationException") }
            let replies = script.lines[index].replies
            if replies.count > 1 { script.lines[index].replies.removeFirst() }
            return replies[0]
        }
        switch reply {
        case .json(let text): return WireResponse(status: 200, body: Data(text.utf8))
        case .error(let code): return WireResponse(status: 400, body: Data(#"{"__type":"\#(code)"}"#.utf8))
        case .drops: throw .timedOut(timeout)
        }
    }
}

/// A text as JSON has it, with its quotes.
func quoted(_ text: String) -> String {
    (try? WireCoding.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

extension ReferenceSource {
    /// `name: target` of what it reads, and the failure's words when it cannot.
    func lines(at now: Date = Date(timeIntervalSince1970: 1_800_000_000)) async -> [String] {
        do {
            let references = try await read(at: now)
            return references.map { "\($0.name): \($0.target.short)" + ($0.readAt == now ? "" : " at another time") }
        } catch {
            return ["failed: \(error)"]
        }
    }
}
