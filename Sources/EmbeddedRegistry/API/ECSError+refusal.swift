import ECSWire

extension ECSError {
    /// A refusal without an exception of its own.
    static func refused(_ message: String) -> ECSError { ECSError(.client, message) }
    /// A parameter that is not valid.
    static func invalid(_ message: String) -> ECSError { ECSError(.invalidParameter, message) }
    /// A refusal of one container's member.
    static func setting(of container: ECS.ContainerDefinition, _ message: String) -> ECSError {
        refused("Invalid setting for container '\(container.name ?? "")'. \(message)")
    }
}
