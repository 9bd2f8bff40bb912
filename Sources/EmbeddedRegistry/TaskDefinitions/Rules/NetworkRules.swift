import ECSWire

/// Validates the network mode and the members that depend on it.
enum NetworkRules {
    /// On Fargate every task has its own network interface.
    static let fargate: RegistrationRule = { input throws(ECSError) in
        guard input.requiresFargate, input.networkMode != "awsvpc" else { return }
        throw .refused("Fargate only supports network mode ‘awsvpc’.")
    }

    /// Machines outside AWS have no such interfaces. The message is this registry's own.
    static let external: RegistrationRule = { input throws(ECSError) in
        guard input.networkMode == "awsvpc", input.requiresCompatibilities?.contains("EXTERNAL") ?? false else {
            return
        }
        throw .refused("Tasks using the External launch type do not support network mode 'awsvpc'.")
    }

    /// Containers that share an interface cannot have their own names, hosts and links.
    static let awsvpc: RegistrationRule = { input throws(ECSError) in
        guard input.networkMode == "awsvpc" else { return }
        for container in input.containers {
            if !(container.links ?? []).isEmpty { throw .refused("Links are not supported when networkMode=awsvpc.") }
            if !(container.hostname ?? "").isEmpty { throw unsupported("hostname is") }
            if !(container.dnsServers ?? []).isEmpty { throw unsupported("DNS servers are") }
            if !(container.dnsSearchDomains ?? []).isEmpty { throw unsupported("DNS search domains are") }
            if !(container.extraHosts ?? []).isEmpty { throw unsupported("Extra hosts are") }
            if container.disableNetworking ?? false { throw unsupported("Disable Networking is") }
        }
    }

    private static func unsupported(_ what: String) -> ECSError {
        .refused("\(what) not supported on container when networkMode=awsvpc.")
    }

    /// An App Mesh proxy runs in a container of an awsvpc task and needs its ports.
    ///
    /// The messages for the egress port and the application's ports follow that for the ingress port.
    static let proxy: RegistrationRule = { input throws(ECSError) in
        guard let proxy = input.proxyConfiguration else { return }
        guard input.networkMode == "awsvpc" else {
            throw .refused("APPMESH proxy configuration is only supported in networkMode=awsvpc")
        }
        guard input.containers.contains(where: { $0.name == proxy.containerName }) else {
            throw .refused("Proxy container [\(proxy.containerName ?? "")] does not exist.")
        }
        for (property, what) in proxyPorts {
            guard !(proxy.properties ?? []).contains(where: { $0.name == property }) else { continue }
            throw .refused("\(what) not found")
        }
    }

    private static let proxyPorts = [
        ("ProxyIngressPort", "Ingress port"), ("ProxyEgressPort", "Egress port"), ("AppPorts", "App ports"),
    ]
}
