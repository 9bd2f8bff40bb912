import AWSWire
import ECSWire

/// What a request says outside of its body.
struct RequestEnvelope: Sendable {
    /// What is asked for.
    let operation: Operation
    /// What it is signed for.
    let credential: CredentialScope

    /// Reads method, path and headers; the operation is looked at before the signature.
    init(_ request: WireRequest) throws(ECSError) {
        guard !request.path.hasPrefix("/_roster/") else {
            throw ECSError(
                .unknownOperation,
                "Tests administer the registry by POST to /_roster/clock, /_roster/reset and /_roster/faults, "
                    + "where it was started with --admin.")
        }
        guard request.method == "POST", request.path == "/" || request.path.hasPrefix("/?"),
            let target = request.headers["x-amz-target"], target.utf8.starts(with: ECS.targetPrefix.utf8)
        else {
            throw ECSError(
                .unknownOperation,
                "This is an ECS endpoint: it takes POST / with X-Amz-Target: \(ECS.targetPrefix)<Operation>.")
        }
        let name = String(target.dropFirst(ECS.targetPrefix.utf8.count))
        guard let operation = Operation.named(name) else {
            throw ECSError(.unknownOperation, "The registry has no operation '\(name)'.")
        }
        self.operation = operation
        credential = try CredentialScope(authorization: request.headers["authorization"])
    }
}
