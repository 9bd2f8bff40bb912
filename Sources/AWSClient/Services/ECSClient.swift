import ECSWire
import Logging

/// The client of ECS, over the operations that it shares with the registry.
package struct ECSClient: Sendable {
    let service: ServiceClient

    /// Over the session's connections, pace and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.ecs)
    }

    private init(_ service: ServiceClient) { self.service = service }

    /// The same client with one attempt a call, see ``ServiceClient/once(sentWithin:answeredWithin:)``.
    package func once(sentWithin patience: Duration, answeredWithin timeout: Duration) -> ECSClient {
        ECSClient(service.once(sentWithin: patience, answeredWithin: timeout))
    }

    /// How often this client, its copies and the session's other clients have called so far.
    package var callCount: CallCount { service.counter.current }

    /// One call, with its retries.
    ///
    /// Members of the answer are optional, as the service may leave them out: where one is needed, ask with
    /// ``call(_:_:requiring:)``. RunTask starts its tasks twice when a retry follows a lost answer, unless the input
    /// has a `clientToken`; RegisterTaskDefinition knows no such token, and may then have made two revisions.
    /// - Throws: for everything but an answer of status 200 that is the operation's output, read to its end.
    package func call<Op: ECSOperation>(_ operation: Op.Type, _ input: Op.Input) async throws(AWSError) -> Op.Output {
        try await service.json(Op.name, input, reading: Op.Output.self).value
    }

    /// One call whose answer is read as a shape of the caller's own, with the members that it needs and no others:
    /// what it does not look at cannot make an answer unreadable, and costs nothing.
    /// - Throws: as ``call(_:_:)``.
    package func call<Op: ECSOperation, Shape: Decodable>(
        _ operation: Op.Type, _ input: Op.Input, reading shape: Shape.Type
    ) async throws(AWSError) -> Shape {
        try await service.json(Op.name, input, reading: shape).value
    }

    /// One call of which one member of the answer is wanted.
    /// - Throws: also when the answer does not have the member.
    package func call<Op: ECSOperation, Member: Sendable>(
        _ operation: Op.Type, _ input: Op.Input, requiring member: any KeyPath<Op.Output, Member?> & Sendable
    ) async throws(AWSError) -> Member {
        try service.require(member, of: try await service.json(Op.name, input, reading: Op.Output.self), Op.name)
    }
}

extension ServiceClient {
    /// A member that the answer must have.
    func require<Output, Member>(
        _ member: KeyPath<Output, Member?>, of reply: Reply<Output>, _ operation: String
    ) throws(AWSError) -> Member {
        guard let value = reply.value[keyPath: member] else {
            let name = String(describing: member).split(separator: ".").last ?? "member"
            throw error(.malformedAnswer("status 200 without '\(name)'"), operation, attempts: reply.attempts)
        }
        return value
    }
}
