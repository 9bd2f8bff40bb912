import NIOCore
import Testing

@testable import EmbeddedRegistry

@Suite struct BodyLimitTests {
    private static let head = "POST / HTTP/1.1\r\nHost: x\r\n"

    private func exchange(_ limits: BodyLimits, _ pieces: String...) async throws -> String {
        try await TestServer.run(limits) { server in try await server.exchange(pieces) }
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["Content-Length: 100", "Transfer-Encoding: chunked"])
    func aBodyThatDoesNotComeToItsEndIsGivenUp(framing: String) async throws {
        let piece = framing.hasPrefix("Content") ? "{" : "1\r\n{\r\n"
        let answer = try await exchange(
            BodyLimits(timeout: .milliseconds(20)), Self.head + framing + "\r\n\r\n", piece)
        #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(answer.contains(#""__type":"RequestTimeoutException""#))
        #expect(answer.contains("Connection: close\r\n"))
    }

    @Test(.timeLimit(.minutes(5)))
    func aBodyThatIsFarTooLargeIsNotReadToItsEnd() async throws {
        let limits = BodyLimits(maximumSize: 10, drainLimit: 20)
        let answer = try await exchange(
            limits, Self.head + "Content-Length: 1000\r\n\r\n", String(repeating: "x", count: 21))
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.contains(#""__type":"RequestEntityTooLargeException""#))
        #expect(answer.contains("Connection: close\r\n"))
    }

    @Test(.timeLimit(.minutes(5)))
    func aBodyThatIsTooLargeLeavesTheConnectionToTheNext() async throws {
        let limits = BodyLimits(maximumSize: 10, drainLimit: 20)
        let answer = try await exchange(
            limits, Self.head + "Content-Length: 11\r\n\r\n" + String(repeating: "x", count: 11),
            Self.head + "Content-Length: 2\r\nConnection: close\r\n\r\n{}")
        #expect(answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) } == ["413", "400"])
    }

    @Test(.timeLimit(.minutes(5)))
    func aClientThatAsksFirstNeedNotSendWhatIsTooLarge() async throws {
        let answer = try await exchange(
            BodyLimits(maximumSize: 10), Self.head + "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test(.timeLimit(.minutes(5)))
    func aClientThatAsksFirstIsTold() async throws {
        let answer = try await exchange(
            BodyLimits(), Self.head + "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n", "{}")
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\n"))
    }
}
