import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import Synchronization
import TestSupport

@testable import AWSClient

/// What one attempt meets.
enum Turn: Sendable {
    case answer(Int, String, headers: [String: String] = [:])
    case failure(TransportError)

    static func error(_ code: String, _ message: String = "", status: Int = 400) -> Turn {
        .answer(status, #"{"__type":"\#(code)","message":"\#(message)"}"#)
    }
}

/// A service that says what it was told to say, in order, and keeps what it was sent.
actor ScriptedTransport: Transport {
    private var turns: [Turn]
    private(set) var requests: [WireRequest] = []
    private(set) var timeouts: [Duration] = []

    init(_ turns: [Turn]) { self.turns = turns }

    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        requests.append(request)
        timeouts.append(timeout)
        guard !turns.isEmpty else { throw .interrupted("the script has no turn \(requests.count)") }
        switch turns.removeFirst() {
        case .answer(let status, let body, let headers):
            return WireResponse(status: status, headers: headers, body: Data(body.utf8))
        case .failure(let error):
            throw error
        }
    }
}

/// Time that passes only when somebody sleeps.
final class ManualTime: Sendable {
    private let state = Mutex<[Duration]>([])
    private let onSleep: @Sendable () throws -> Void

    init(onSleep: @escaping @Sendable () throws -> Void = {}) { self.onSleep = onSleep }

    var sleeps: [Duration] { state.withLock { $0 } }
    var uptime: Duration { sleeps.reduce(.zero, +) }

    var source: TimeSource {
        TimeSource(
            now: { Date(timeIntervalSince1970: 1_790_072_100 + self.uptime / .seconds(1)) },
            uptime: { self.uptime },
            sleep: { duration in
                self.state.withLock { $0.append(duration) }
                try self.onSleep()
            })
    }
}

extension ECSClient {
    /// A client whose waits are as long as they may be and take no time.
    static func scripted(
        _ transport: any Transport, time: ManualTime = ManualTime(), policy: RetryPolicy = RetryPolicy(),
        credentials: any CredentialsProvider = StaticCredentials(.lasting), timeout: Duration = .seconds(30)
    ) throws -> ECSClient {
        let endpoint = try Endpoint("http://127.0.0.1:8000")
        return try ECSClient(
            AWSSession(
                region: try Region("eu-west-1"), endpoints: { _ in endpoint },
                credentials: credentials, transport: transport, policy: policy, timeout: timeout,
                time: time.source, random: { 1 }))
    }
}

extension Credentials {
    static let lasting = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    static let temporary = Credentials(
        accessKeyID: "ASIAEXAMPLE", secretAccessKey: "secret/with+signs=and~more",
        sessionToken: "FwoGZXIvYXdzEXAMPLE//token==")
}
