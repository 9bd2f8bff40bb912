import ECSWire

/// Validates port mappings.
enum PortRules {
    /// Each mapping is a port or a range of ports, and no port may be used twice.
    static let all: RegistrationRule = { input throws(ECSError) in
        var used = UsedPorts(mode: input.networkMode)
        for container in input.containers {
            for mapping in container.portMappings ?? [] {
                let ports = try check(mapping, of: container, in: input.networkMode)
                try used.claim(ports, mapping)
            }
        }
    }

    /// The container ports of the mapping. The message for the mode none is this registry's own; that for the host port
    /// follows that for the container port.
    private static func check(
        _ mapping: ECS.PortMapping, of container: ECS.ContainerDefinition, in mode: String?
    ) throws(ECSError) -> ClosedRange<Int> {
        let name = container.name ?? ""
        guard mode != "none" else { throw .setting(of: container, "networkMode=none allows no port mappings.") }
        if let range = mapping.containerPortRange {
            guard mapping.containerPort == nil, mapping.hostPort == nil else {
                throw .refused(
                    "Invalid port mapping for container '\(name)', cannot specify both single port and port range.")
            }
            guard let ports = ports(range) else {
                throw .refused("Invalid 'containerPortRange' setting for container '\(name)'.")
            }
            return ports
        }
        guard let port = mapping.containerPort, validPorts.contains(port) else {
            throw .refused("Invalid 'containerPort' setting for container '\(name)'.")
        }
        if let host = mapping.hostPort, host != 0, !validPorts.contains(host) {
            throw .refused("Invalid 'hostPort' setting for container '\(name)'.")
        }
        if let mode, mode == "awsvpc" || mode == "host", let host = mapping.hostPort, host != port {
            throw .refused(
                "When networkMode=\(mode), the host ports and container ports in port mappings must match.")
        }
        return port...port
    }

    private static let validPorts = 1...65535

    /// Parses `80-90`; nil for anything else.
    static func ports(_ range: String) -> ClosedRange<Int>? {
        let ends = range.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = port(ends[0]), let last = port(ends[1]), first <= last else { return nil }
        return first...last
    }

    private static func port(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text), validPorts.contains(port)
        else {
            return nil
        }
        return port
    }
}

/// The ports of a task, on its own interface or on its host's, and their names.
private struct UsedPorts {
    let mode: String?
    private var ports: Set<Int> = []
    private var names: Set<String> = []

    init(mode: String?) { self.mode = mode }

    mutating func claim(_ containerPorts: ClosedRange<Int>, _ mapping: ECS.PortMapping) throws(ECSError) {
        let isUDP = mapping.protocol == "udp"
        let transport = isUDP ? "UDP" : "TCP"
        let isOwn = mode == "awsvpc"
        let hostPort = mode == "host" ? containerPorts.lowerBound : mapping.hostPort ?? 0
        // On a bridge only the host port can conflict, unless the agent picks it.
        for port in isOwn ? containerPorts : hostPort...hostPort where port != 0 {
            // The set holds at most twice the number of ports, however many mappings there are.
            guard !ports.insert(isUDP ? -port : port).inserted else { continue }
            throw .refused(
                isOwn
                    ? "\(transport) container port '\(port)' is used multiple times in task when networkMode=awsvpc."
                    : "\(transport) host port '\(port)' is mapped multiple times in task.")
        }
        guard isOwn, let name = mapping.name, !names.insert(name).inserted else { return }
        throw .refused("When networkMode=awsvpc, port mapping name is already used")
    }
}
