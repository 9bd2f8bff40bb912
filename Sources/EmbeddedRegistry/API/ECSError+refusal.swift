import ECSWire

extension ECSError {
    /// A ClientException: ECS's error for refusals that have no exception of their own.
    static func refused(_ message: String) -> ECSError { ECSError(.client, message) }
    /// An InvalidParameterException.
    static func invalid(_ message: String) -> ECSError { ECSError(.invalidParameter, message) }
    /// A ClientException about one member of a container.
    static func setting(of container: ECS.ContainerDefinition, _ message: String) -> ECSError {
        refused("Invalid setting for container '\(container.name ?? "")'. \(message)")
    }
}
