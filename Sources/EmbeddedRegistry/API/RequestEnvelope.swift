import AWSWire
import ECSWire

/// The parts of a request outside its body.
struct RequestEnvelope: Sendable {
    /// The requested operation.
    let operation: Operation
    /// The scope that the request is signed for.
    let credential: CredentialScope

    /// Reads method, path and headers. An unknown operation is reported before a missing or malformed signature.
    init(_ request: WireRequest) throws(ECSError) {
        guard !request.path.hasPrefix("/_roster/") else {
            throw ECSError(
                .unknownOperation,
                "The admin API is POST /_roster/clock, /_roster/reset and /_roster/faults, "
                    + "on a registry that was started with --admin.")
        }
        guard request.method == "POST", request.path == "/" || request.path.hasPrefix("/?"),
            let target = request.headers["x-amz-target"], target.utf8.starts(with: ECS.targetPrefix.utf8)
        else {
            throw ECSError(
                .unknownOperation,
                "This is an ECS endpoint: it accepts POST / with X-Amz-Target: \(ECS.targetPrefix)<Operation>.")
        }
        let name = String(target.dropFirst(ECS.targetPrefix.utf8.count))
        guard let operation = Operation.named(name) else {
            throw ECSError(.unknownOperation, "The registry has no operation '\(name)'.")
        }
        self.operation = operation
        credential = try CredentialScope(authorization: request.headers["authorization"])
    }
}
