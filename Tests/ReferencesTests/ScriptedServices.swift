import AWSClient
import ECSWire
import Foundation
import Synchronization

/// An account that answers by a script, whatever the service: what stands for a call is its operation and, where it
/// needs to be, anything that its path or its body contains.
final class ScriptedServices: Transport {
    /// What a call is answered with.
    enum Reply: Sendable {
        case json(String)
        case error(String, status: Int = 400)
        case answer(Int, String)
        case drops
    }

    private struct Line: Sendable {
        let operation: String
        let contains: String
        var times: Int
        let reply: Reply
    }

    private let state = Mutex((lines: [Line](), calls: [String]()))

    /// The operations that were called, in order.
    var calls: [String] { state.withLock { $0.calls } }

    /// Forgets the calls.
    func forget() { state.withLock { $0.calls = [] } }

    /// Later lines come before earlier ones, until they were used so many times.
    func on(_ operation: String, _ contains: String, times: Int = .max, _ reply: Reply) {
        let line = Line(operation: operation, contains: contains, times: times, reply: reply)
        state.withLock { $0.lines.insert(line, at: 0) }
    }

    /// The same whatever the call contains.
    func on(_ operation: String, times: Int = .max, _ reply: Reply) { on(operation, "", times: times, reply) }

    /// A session in which nothing makes anybody wait.
    func session() throws -> AWSSession {
        let endpoint = try Endpoint("http://localhost")
        return AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: self, time: TimeSource(now: { Date() }, uptime: { .zero }, sleep: { _ in }))
    }

    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let operation = Self.operation(of: request)
        let text = request.path + " " + String(decoding: request.body, as: UTF8.self)
        let reply = state.withLock { state in
            state.calls.append(operation)
            let place = state.lines.firstIndex { line in
                line.operation == operation && line.times > 0 && (line.contains.isEmpty || text.contains(line.contains))
            }
            guard let place else { return Reply.error("UnknownOperationException") }
            state.lines[place].times -= 1
            return state.lines[place].reply
        }
        switch reply {
        case .json(let text): return WireResponse(status: 200, body: Data(text.utf8))
        case .answer(let status, let text): return WireResponse(status: status, body: Data(text.utf8))
        case .error(let code, let status):
            return WireResponse(status: status, body: Data(#"{"__type": "\#(code)", "message": "no"}"#.utf8))
        case .drops: throw .timedOut(timeout)
        }
    }

    private static func operation(of request: WireRequest) -> String {
        if let target = request.headers["x-amz-target"] { return String(target.split(separator: ".").last ?? "") }
        let path = request.path.split(separator: "?").first ?? ""
        let operations = [
            "/schedules": "ListSchedules", "/schedules/": "GetSchedule", "/v1/pipes": "ListPipes",
            "/v1/pipes/": "DescribePipe",
        ]
        let known = operations.filter { path.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }
        return known?.value ?? request.path
    }
}
