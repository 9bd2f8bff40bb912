import ECSWire
import Foundation
import Logging

/// The one client of ECS: it signs a call, sends it, tries again as the policy says, and reads the answer.
///
/// A value that may be copied: copies share the retry quota and the count of calls. Parameters and answers are never
/// logged; a retry is, at the level `debug`.
package struct ECSClient: Sendable {
    /// Where the calls go.
    package let endpoint: Endpoint
    /// The Region that the signatures are for.
    package let region: Region
    let credentials: any CredentialsProvider
    let transport: any Transport
    private(set) var policy: RetryPolicy
    private(set) var timeout: Duration
    let time: TimeSource
    let random: @Sendable () -> Double
    let logger: Logger?
    let quota = RetryQuota()
    let counter = CallCounter()

    /// A client with a full retry quota and no call counted; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - timeout: for each attempt.
    ///   - random: from 0 to 1, for the waits between attempts.
    package init(
        region: Region, endpoint: Endpoint, credentials: any CredentialsProvider, transport: any Transport,
        policy: RetryPolicy = RetryPolicy(), timeout: Duration = .seconds(30), time: TimeSource = .system,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }, logger: Logger? = nil
    ) {
        self.region = region
        self.endpoint = endpoint
        self.credentials = credentials
        self.transport = transport
        self.policy = policy
        self.timeout = timeout
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// The same client with one attempt a call, which may take so long: for calls that are only right now, and
    /// must be thought over before they are sent again.
    package func once(within timeout: Duration) -> ECSClient {
        var copy = self
        copy.policy.maximumAttempts = 1
        copy.timeout = timeout
        return copy
    }

    /// How often this client and its copies have called so far.
    package var callCount: CallCount { counter.current }

    /// One call, with its retries.
    ///
    /// Members of the answer are optional, as the service may leave them out: where one is needed, ask with
    /// ``call(_:_:requiring:)``. RunTask starts its tasks twice when a retry follows a lost answer, unless the input
    /// has a `clientToken`; RegisterTaskDefinition knows no such token, and may then have made two revisions.
    /// - Throws: for everything but an answer of status 200 that is the operation's output, read to its end.
    package func call<Op: ECSOperation>(_ operation: Op.Type, _ input: Op.Input) async throws(AWSError) -> Op.Output {
        try await reply(to: operation, input, reading: Op.Output.self).value
    }

    /// One call whose answer is read as a shape of the caller's own, with the members that it needs and no others:
    /// what it does not look at cannot make an answer unreadable, and costs nothing.
    /// - Throws: as ``call(_:_:)``.
    package func call<Op: ECSOperation, Shape: Decodable>(
        _ operation: Op.Type, _ input: Op.Input, reading shape: Shape.Type
    ) async throws(AWSError) -> Shape {
        try await reply(to: operation, input, reading: shape).value
    }

    /// An answer that could be read.
    struct Reply<Value> {
        let value: Value
        let attempts: Int
    }

    func reply<Op: ECSOperation, Shape: Decodable>(
        to operation: Op.Type, _ input: Op.Input, reading shape: Shape.Type
    ) async throws(AWSError) -> Reply<Shape> {
        counter.countCall(Op.name)
        let body: Data
        do {
            body = try WireCoding.encode(input)
        } catch {
            throw self.error(.unwritableInput(error.problem), Op.name, attempts: 0)
        }
        let answer = try await exchange(Op.name, body)
        guard !answer.body.isEmpty else {
            throw self.error(.malformedAnswer("status 200 without a body"), Op.name, attempts: answer.attempts)
        }
        do {
            return Reply(value: try WireCoding.decode(shape, from: answer.body), attempts: answer.attempts)
        } catch {
            throw self.error(
                .malformedAnswer("\(answer.body.count) bytes, \(error.problem)"), Op.name, attempts: answer.attempts)
        }
    }

    /// One call of which one member of the answer is wanted.
    /// - Throws: also when the answer does not have the member.
    package func call<Op: ECSOperation, Member: Sendable>(
        _ operation: Op.Type, _ input: Op.Input, requiring member: any KeyPath<Op.Output, Member?> & Sendable
    ) async throws(AWSError) -> Member {
        try require(member, of: try await reply(to: operation, input, reading: Op.Output.self), Op.name)
    }

    func require<Output, Member>(
        _ member: KeyPath<Output, Member?>, of reply: Reply<Output>, _ operation: String
    ) throws(AWSError) -> Member {
        guard let value = reply.value[keyPath: member] else {
            let name = String(describing: member).split(separator: ".").last ?? "member"
            throw error(.malformedAnswer("status 200 without '\(name)'"), operation, attempts: reply.attempts)
        }
        return value
    }

    func error(_ cause: AWSError.Cause, _ operation: String, attempts: Int) -> AWSError {
        AWSError(cause: cause, operation: operation, endpoint: endpoint, attempts: attempts)
    }
}

extension EncodingError {
    /// Which member, never its value.
    fileprivate var problem: String {
        guard case .invalidValue(_, let context) = self else { return "not representable in JSON" }
        return context.problem("not representable in JSON")
    }
}

extension DecodingError {
    /// What is wrong and which member it is, never a value.
    fileprivate var problem: String {
        switch self {
        case .dataCorrupted(let context): context.problem("not JSON")
        case .typeMismatch(_, let context): context.problem("a value of another type")
        case .valueNotFound(_, let context): context.problem("a value that is null")
        case .keyNotFound(let key, let context): context.problem("no member '\(key.stringValue)'")
        @unknown default: "not the operation's output"
        }
    }
}

extension EncodingError.Context {
    fileprivate func problem(_ what: String) -> String { describe(what, codingPath) }
}

extension DecodingError.Context {
    fileprivate func problem(_ what: String) -> String { describe(what, codingPath) }
}

/// The path may hold keys of a map, which are the other side's words.
private func describe(_ what: String, _ path: [any CodingKey]) -> String {
    path.isEmpty ? what : "\(what) at '\(printable(path.map(\.stringValue).joined(separator: ".")))'"
}
