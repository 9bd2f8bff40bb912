import ECSWire

extension RequiredAttributes {
    /// What the kernel, Docker and Windows must allow.
    mutating func addLinux(_ container: ECS.ContainerDefinition) {
        if container.privileged ?? false { add("com.amazonaws.ecs.capability.privileged-container") }
        if container.user != nil || Self.isConfinedOrNamed(container) { addDocker("1.17") }
        if container.ulimits != nil || container.dockerLabels != nil { addDocker("1.18") }
        for option in container.dockerSecurityOptions ?? [] { addSecurity(option) }
        for specification in container.credentialSpecs ?? [] { addSecurity(specification) }
        guard let parameters = container.linuxParameters else { return }
        if !(parameters.tmpfs ?? []).isEmpty { addDocker("1.22") }
        if parameters.initProcessEnabled ?? false { addDocker("1.25") }
    }

    /// The members that came to ECS together with version 1.17 of Docker's API. Known for the lists, empty ones too;
    /// inferred for the rest.
    private static func isConfinedOrNamed(_ container: ECS.ContainerDefinition) -> Bool {
        container.dnsServers != nil || container.dnsSearchDomains != nil || container.extraHosts != nil
            || container.hostname != nil || container.workingDirectory != nil || container.disableNetworking ?? false
            || container.readonlyRootFilesystem ?? false
    }

    /// Inferred, except for SELinux's labels.
    private mutating func addSecurity(_ option: String) {
        if option.hasPrefix("label:") { add("com.amazonaws.ecs.capability.selinux") }
        if option.hasPrefix("apparmor:") { add("com.amazonaws.ecs.capability.apparmor") }
        if option.hasPrefix("no-new-privileges") { addDocker("1.23") }
        if option.hasPrefix("credentialspec:") { add("ecs.capability.gmsa") }
        if option.hasPrefix("credentialspecdomainless:") { add("ecs.capability.gmsa-domainless") }
    }
}
