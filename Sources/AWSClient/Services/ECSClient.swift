import ECSWire
import Logging

/// The client of ECS, over the operations that it shares with the registry.
package struct ECSClient: Sendable {
    let service: ServiceClient

    /// Makes a client that shares the session's connections, rate limits and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.ecs)
    }

    private init(_ service: ServiceClient) { self.service = service }

    /// The same client with one attempt a call, see ``ServiceClient/once(sentWithin:timeout:)``.
    package func once(sentWithin sendDeadline: Duration, timeout: Duration) -> ECSClient {
        ECSClient(service.once(sentWithin: sendDeadline, timeout: timeout))
    }

    /// One call, with its retries.
    ///
    /// Members of the response are optional, as the service may leave them out. RunTask starts its tasks twice if a
    /// retry follows a lost response, unless the input has a `clientToken`; RegisterTaskDefinition has no such token,
    /// and may then create two revisions.
    /// - Throws: unless the response has status 200 and is a complete output of the operation.
    package func call<Op: ECSOperation>(_ operation: Op.Type, _ input: Op.Input) async throws(AWSError) -> Op.Output {
        try await service.json(Op.name, input, reading: Op.Output.self).value
    }

    /// One call whose response is read as the caller's own shape, with only the members that it needs: the others
    /// cannot make a response unreadable and cost nothing.
    /// - Throws: as ``call(_:_:)``.
    package func call<Op: ECSOperation, Shape: Decodable>(
        _ operation: Op.Type, _ input: Op.Input, reading shape: Shape.Type
    ) async throws(AWSError) -> Shape {
        try await service.json(Op.name, input, reading: shape).value
    }
}
