import ECSWire

/// Port mappings.
enum PortRules {
    /// Ports must be ports, and where the task shares no bridge, the host's must be the container's.
    static let all: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            for mapping in container.portMappings ?? [] { try check(mapping, of: container, in: input.networkMode) }
        }
    }

    private static func check(
        _ mapping: ECS.PortMapping, of container: ECS.ContainerDefinition, in mode: String?
    ) throws(ECSError) {
        let name = container.name ?? ""
        guard mode != "none" else {
            throw .refused("Invalid setting for container '\(name)'. networkMode=none allows no port mappings.")
        }
        guard mapping.containerPort != nil || mapping.containerPortRange != nil else {
            throw .refused("Invalid setting for container '\(name)'. A port mapping needs a 'containerPort'.")
        }
        let ports = [mapping.containerPort.map { ($0, 1) }, mapping.hostPort.map { ($0, 0) }].compactMap { $0 }
        for (port, lowest) in ports where !(lowest...65535).contains(port) {
            throw .refused("Invalid setting for container '\(name)'. There is no port \(port).")
        }
        guard let mode, ["awsvpc", "host"].contains(mode), let hostPort = mapping.hostPort,
            hostPort != mapping.containerPort
        else { return }
        throw .refused(
            "When networkMode=\(mode), the host ports and container ports in port mappings must match.")
    }
}
