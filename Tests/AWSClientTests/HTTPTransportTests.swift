import AWSWire
import ECSWire
import Foundation
import TestSupport
import Testing

@testable import AWSClient

@Suite struct HTTPTransportTests {
    static let head = "HTTP/1.1 200 OK\r\nX-Amzn-RequestId: r-1\r\nX-Twice: a\r\nX-Twice: b\r\n"

    @Test(arguments: [
        ("a known length", LoopbackServer.Behaviour.says("\(head)Content-Length: 2\r\n\r\n{}")),
        ("chunks", .says("\(head)Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")),
        ("the end of the connection", .saysAndCloses("\(head)Connection: close\r\n\r\n{}")),
    ])
    func readsAnAnswerToItsEnd(name: String, behaviour: LoopbackServer.Behaviour) async throws {
        let answer = try await send(behaviour)
        #expect(answer.status == 200)
        #expect(answer.headers["x-amzn-requestid"] == "r-1")
        #expect(answer.headers["x-twice"] == "a, b")
        #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let behaviour: LoopbackServer.Behaviour
        var timeout: Duration = .seconds(20)
        let isExpected: @Sendable (TransportError) -> Bool

        var testDescription: String { name }
    }

    static let interrupted: @Sendable (TransportError) -> Bool = { error in
        if case .interrupted = error { true } else { false }
    }
    static let short = Duration.milliseconds(150)

    @Test(arguments: [
        Case(name: "closed without an answer", behaviour: .closes, isExpected: interrupted),
        Case(
            name: "closed within the head", behaviour: .saysAndCloses("HTTP/1.1 200 OK\r\nContent-"),
            isExpected: interrupted),
        Case(
            name: "closed within the body",
            behaviour: .saysAndCloses("\(head)Content-Length: 100\r\n\r\n{\"clusterArns\":[]"),
            isExpected: interrupted),
        Case(
            name: "closed between two chunks",
            behaviour: .saysAndCloses("\(head)Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
            isExpected: interrupted),
        Case(name: "never answered", behaviour: .silent, timeout: short) { $0 == .timedOut(short) },
        Case(
            name: "stuck within the body", behaviour: .says("\(head)Content-Length: 100\r\n\r\n{"), timeout: short
        ) { $0 == .timedOut(short) },
        Case(
            name: "longer than allowed", behaviour: .says("\(head)Content-Length: 2000\r\n\r\n")
        ) { $0 == .tooLong(limit: 1000) },
        Case(name: "not HTTP", behaviour: .saysAndCloses("220 mail.example ESMTP\r\n")) { _ in true },
    ])
    func anAnswerThatIsNotWholeIsNone(test: Case) async throws {
        let error = try #require(
            await failure(TransportError.self) { try await send(test.behaviour, timeout: test.timeout) })
        #expect(test.isExpected(error), "\(error)")
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func nothingListens(host: String) async throws {
        try await LoopbackServer.withDeafPort { port in
            let endpoint = try Endpoint("http://\(host):\(port)")
            let error = await failure(TransportError.self) { try await send(to: endpoint) }
            #expect(error == .notConnected("Connection refused"))
        }
    }

    @Test func thereIsNoSuchHost() async throws {
        // A label over 63 letters: the resolver refuses it without asking anyone.
        let host = String(repeating: "a", count: 64)
        let endpoint = try Endpoint("http://\(host)")
        let error = await failure(TransportError.self) { try await send(to: endpoint) }
        #expect(error == .notConnected("the host name \(host) cannot be resolved"))
    }

    @Test func cancellationEndsAnAttemptInTheMiddle() async throws {
        let (requests, listener) = AsyncStream.makeStream(of: Void.self)
        try await LoopbackServer.with(.tells(listener)) { port in
            let endpoint = try Endpoint("http://127.0.0.1:\(port)")
            let task = Task { try await send(to: endpoint) }
            for await _ in requests { break }
            task.cancel()
            #expect(await failure(TransportError.self) { try await task.value } == .cancelled)
        }
    }

    @Test func aRedirectIsAnAnswerAndIsNotFollowed() async throws {
        let answer = try await send(
            .says("HTTP/1.1 307 Temporary\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"))
        #expect(answer.status == 307)
    }

    @Test func afterShutdownNothingIsSent() async throws {
        let transport = HTTPTransport()
        await transport.shutdown()
        await transport.shutdown()
        let endpoint = try Endpoint("http://127.0.0.1:1")
        let error = await failure(TransportError.self) {
            try await transport.send(Self.request, to: endpoint, timeout: .seconds(5))
        }
        #expect(error == .shutDown)
    }

    @Test(arguments: [
        ("before the response", LoopbackServer.Behaviour.silent),
        ("within the head", .says("HTTP/1.1 200 OK\r\nContent-")),
        ("within the body", .says("\(head)Content-Length: 100\r\n\r\n{")),
    ])
    func noByteForALongTime(name: String, behaviour: LoopbackServer.Behaviour) async throws {
        let error = await failure(TransportError.self) { try await send(behaviour, idleTimeout: Self.short) }
        #expect(error == .stalled(Self.short))
    }

    @Test(arguments: [
        ("plain HTTP", LoopbackServer.Behaviour.saysAndCloses("\(head)Content-Length: 0\r\n\r\n")),
        ("an alert of TLS", .saysAndCloses("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}")),
    ])
    func tlsFailed(name: String, behaviour: LoopbackServer.Behaviour) async throws {
        let error = try await LoopbackServer.with(behaviour) { port in
            let endpoint = try Endpoint("https://127.0.0.1:\(port)")
            return await failure(TransportError.self) { try await send(to: endpoint, connectTimeout: .seconds(20)) }
        }
        guard case .tlsFailed(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((reason == "the server seems to speak plain HTTP") == (name == "plain HTTP"))
        #expect(!reason.isEmpty && !reason.contains("/"), "\(reason)")
    }

    @Test func aConnectionThatComesToNothing() async throws {
        // It listens and never says a word of TLS.
        try await LoopbackServer.with(.silent) { port in
            let endpoint = try Endpoint("https://127.0.0.1:\(port)")
            let error = await failure(TransportError.self) { try await send(to: endpoint, connectTimeout: Self.short) }
            #expect(error == .connectTimedOut(Self.short))
        }
    }

    @Test(arguments: [
        ("its answer", 407, nil, TransportError?.some(.proxyAuthentication)), ("the endpoint's answer", 200, "{}", nil),
    ])
    func aProxyForwards(name: String, status: Int, body: String?, error: TransportError?) async throws {
        let text = "HTTP/1.1 \(status) -\r\nContent-Length: \(body?.utf8.count ?? 0)\r\n\r\n\(body ?? "")"
        try await LoopbackServer.with(.says(text)) { port in
            let transport = try HTTPTransport(environment: ["http_proxy": "http://127.0.0.1:\(port)"])
            let endpoint = try Endpoint("http://registry.test:8000")
            let found = await failure(TransportError.self) {
                let answer = try await transport.send(Self.request, to: endpoint, timeout: .seconds(20))
                #expect(answer.status == status)
            }
            await transport.shutdown()
            #expect(found == error)
        }
    }

    @Test(.timeLimit(.minutes(5))) func whoFindsAllConnectionsInUseWaitsForOne() async throws {
        let transport = HTTPTransport(connectTimeout: Self.short, connections: 2)
        let waiting = LoopbackServer.Waiting()
        let answer = LoopbackServer.Behaviour.saysLater("\(Self.head)Content-Length: 2\r\n\r\n{}", Self.short, waiting)
        let failed = try await LoopbackServer.with(answer) { port in
            let endpoint = try Endpoint("http://127.0.0.1:\(port)")
            // Both connections are there before their time-out says anything.
            while await failures(of: 2, transport, endpoint) != [] || waiting.most < 2 {}
            // The last ones get theirs long after a connection would have had to be there.
            return await failures(of: 8, transport, endpoint)
        }
        await transport.shutdown()
        #expect(failed == [])
        #expect(waiting.most == 2)
    }

    /// What comes of so many calls at once.
    private func failures(of count: Int, _ transport: HTTPTransport, _ endpoint: Endpoint) async -> [TransportError] {
        await withTaskGroup(of: TransportError?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    await failure(TransportError.self) {
                        try await transport.send(Self.request, to: endpoint, timeout: .seconds(60))
                    }
                }
            }
            return await group.reduce(into: []) { if let failure = $1 { $0.append(failure) } }
        }
    }

    private static let request = WireRequest(headers: ["host": "localhost"], body: Data("{}".utf8))

    private func send(
        _ behaviour: LoopbackServer.Behaviour, timeout: Duration = .seconds(20), idleTimeout: Duration = .seconds(20)
    ) async throws -> WireResponse {
        try await LoopbackServer.with(behaviour) { port in
            try await send(to: Endpoint("http://127.0.0.1:\(port)"), timeout: timeout, idleTimeout: idleTimeout)
        }
    }

    private func send(
        to endpoint: Endpoint, timeout: Duration = .seconds(20), connectTimeout: Duration = .seconds(20),
        idleTimeout: Duration = .seconds(20)
    ) async throws -> WireResponse {
        let transport = HTTPTransport(
            connectTimeout: connectTimeout, idleTimeout: idleTimeout, maximumResponseBytes: 1000)
        do {
            let answer = try await transport.send(Self.request, to: endpoint, timeout: timeout)
            await transport.shutdown()
            return answer
        } catch {
            await transport.shutdown()
            throw error
        }
    }
}
