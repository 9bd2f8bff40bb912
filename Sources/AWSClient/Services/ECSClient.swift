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
    package func once(sentWithin sendDeadline: Duration, answeredWithin timeout: Duration) -> ECSClient {
        ECSClient(service.once(sentWithin: sendDeadline, answeredWithin: timeout))
    }

    /// One call, with its retries.
    ///
    /// Members of the response are optional, as the service may leave them out. RunTask starts its tasks twice when a retry follows a lost answer, unless the input
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
}
