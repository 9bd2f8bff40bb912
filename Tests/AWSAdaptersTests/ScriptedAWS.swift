import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@testable import AWSAdapters

/// An account that responds by a script, whatever the service, and records its calls. The script recognizes a call by
/// its operation and, if necessary, by text in its path or body.
final class ScriptedAWS: Transport {
    /// The response to a call.
    enum Reply: Sendable {
        case json(String)
        case error(String, status: Int = 400)
        case answer(Int, String)
        case drops
    }

    private struct Line {
        let operation: String
        let contains: String
        var times: Int
        var replies: [Reply]
    }

    private let script = Mutex((lines: [Line](), calls: [(operation: String, body: String)]()))

    /// Scripts the responses to calls of an operation that contain a text: one reply after the other, then the last one
    /// again and again. Later lines take precedence over earlier ones until they have been used `times` times.
    func on(_ operation: String, _ contains: String, times: Int = .max, _ replies: Reply...) {
        insert(Line(operation: operation, contains: contains, times: times, replies: replies))
    }

    /// The same whatever the call contains.
    func on(_ operation: String, times: Int = .max, _ replies: Reply...) {
        insert(Line(operation: operation, contains: "", times: times, replies: replies))
    }

    private func insert(_ line: Line) { script.withLock { $0.lines.insert(line, at: 0) } }

    /// The operations that were called, in order.
    var operations: [String] { script.withLock { $0.calls.map(\.operation) } }

    /// Every call so far, `Operation {"its":"body"}`, in alphabetical order: side by side they have no other.
    var calls: [String] { script.withLock { $0.calls.map { "\($0.operation) \($0.body)" }.sorted() } }

    /// Forgets the calls.
    func forgetCalls() { script.withLock { $0.calls = [] } }

    /// A session that nothing makes wait, unless another time is given.
    ///
    /// - Parameter url: an account's, and its quotas apply.
    func session(at url: String = "http://localhost", time: TimeSource = .withoutWaits) throws -> AWSSession {
        let endpoint = try Endpoint(url)
        return AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: self, time: time)
    }

    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let operation = Self.operation(of: request)
        let body = String(decoding: request.body, as: UTF8.self)
        let text = request.path + " " + body
        let reply: Reply = script.withLock { script in
            script.calls.append((operation, body))
            let place = script.lines.firstIndex { line in
                line.operation == operation && line.times > 0 && (line.contains.isEmpty || text.contains(line.contains))
            }
            guard let place else { return .error("UnknownOperationException") }
            script.lines[place].times -= 1
            let replies = script.lines[place].replies
            if replies.count > 1 { script.lines[place].replies.removeFirst() }
            return replies[0]
        }
        switch reply {
        case .json(let text): return WireResponse(status: 200, body: Data(text.utf8))
        case .answer(let status, let text): return WireResponse(status: status, body: Data(text.utf8))
        case .error(let code, let status):
            return WireResponse(status: status, body: Data(#"{"__type":"\#(code)"}"#.utf8))
        case .drops: throw .timedOut(timeout)
        }
    }

    private static func operation(of request: WireRequest) -> String {
        if let target = request.headers["x-amz-target"] { return String(target.split(separator: ".").last ?? "") }
        let segments = request.path.prefix { $0 != "?" }.split(separator: "/")
        let known = restPaths.first { path in
            path.segments.count == segments.count
                && zip(path.segments, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return known?.operation ?? request.path
    }

    /// The paths of the REST calls, from the table that Tests/Interop/support/scripted_aws.py reads too. A segment in
    /// braces matches any text.
    private static let restPaths: [(operation: String, segments: [Substring])] = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let table = tests.appending(path: "Interop/support/rest-paths.json")
        do {
            let services = try JSONDecoder().decode([String: [String: String]].self, from: Data(contentsOf: table))
            return services.values.flatMap { calls in
                calls.map { call in (operation: call.key, segments: call.value.split(separator: "/")) }
            }
        } catch {
            preconditionFailure("\(table.path()): \(error)")
        }
    }()
}

/// Lets each call of a healthy read time out, one per read, whatever page or batch it requests: the source then counts
/// as not read, with the reason.
func expectFailure<Source: ReferenceSourceAdapter>(
    ofEachCallOf _: Source.Type, in account: () -> ScriptedAWS,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) async throws {
    let healthy = account()
    _ = try await Source(session: try healthy.session()).read(at: Date())
    for call in Set(healthy.calls).sorted() {
        let parts = call.split(separator: " ", maxSplits: 1).map(String.init)
        let aws = account()
        aws.on(parts[0], parts[1], .drops)
        let lines = await (try Source(session: try aws.session())).lines()
        #expect(
            lines.count == 1 && lines[0].hasPrefix("failed: ") && lines[0].contains("no complete response"),
            "\(call): \(lines)", sourceLocation: sourceLocation)
    }
}

/// A text as JSON has it, with its quotes.
func quoted(_ text: String) -> String {
    (try? WireCoding.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

extension ReferenceSourceAdapter {
    /// `name: target` of what it reads, and the failure's words when it cannot.
    func lines(at now: Date = noon) async -> [String] {
        do {
            let references = try await read(at: now)
            return references.map { "\($0.name): \($0.target.short)" + ($0.readAt == now ? "" : " at another time") }
        } catch {
            return ["failed: \(error)"]
        }
    }
}
