import ECSWire

/// Validates references between containers.
enum DependencyRules {
    /// `dependsOn` must name existing containers that fit the condition, without cycles. Checked in this order.
    static let dependsOn: RegistrationRule = { input throws(ECSError) in
        let dependencies = input.containers.flatMap { $0.dependsOn ?? [] }
        guard !dependencies.isEmpty else { return }
        let named = input.containers.map { ($0.name ?? "", $0) }
        let containers = Dictionary(named) { first, _ in first }
        for dependency in dependencies {
            let name = dependency.containerName ?? ""
            guard let container = containers[name] else {
                throw .refused("Cannot depend on container + '\(name)' because it does not exist")
            }
            try check(dependency.condition, of: container)
        }
        let needs = containers.mapValues { Set(($0.dependsOn ?? []).compactMap(\.containerName)) }
        if hasCycle(in: needs) { throw .refused("Container dependsOn contains a cycle") }
    }

    private static func check(_ condition: String?, of container: ECS.ContainerDefinition) throws(ECSError) {
        try EnumValue.check(condition ?? "", "condition", ["START", "COMPLETE", "SUCCESS", "HEALTHY"])
        switch condition {
        case "HEALTHY":
            guard container.healthCheck != nil else {
                throw .refused("A dependency container with HEALTHY condition must have health check configured")
            }
        case "SUCCESS", "COMPLETE":
            guard container.essential == false else {
                throw .refused(
                    "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container")
            }
        default: break
        }
    }

    /// `links`, each `name` or `name:alias`, must name existing containers, without cycles.
    ///
    /// The message for an unknown container follows that of `volumesFrom`.
    static let links: RegistrationRule = { input throws(ECSError) in
        guard input.containers.contains(where: { !($0.links ?? []).isEmpty }) else { return }
        var needs: [String: Set<String>] = [:]
        for container in input.containers {
            needs[container.name ?? ""] = Set((container.links ?? []).map { String($0.prefix { $0 != ":" }) })
        }
        for container in input.containers {
            for name in needs[container.name ?? ""] ?? [] where needs[name] == nil {
                throw .refused("Invalid 'links' setting. Unknown container: '\(name)'.")
            }
        }
        if hasCycle(in: needs) { throw .refused("Container links should not have a cycle") }
    }

    /// `volumesFrom` must name existing containers.
    static let volumesFrom: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            for source in container.volumesFrom ?? [] {
                let name = source.sourceContainer
                guard !input.containers.contains(where: { $0.name == name }) else { continue }
                throw .refused("Invalid 'volumesFrom' setting. Unknown container: '\(name ?? "null")'.")
            }
        }
    }

    /// Whether a container depends on itself, directly or through others. Names that are not keys are ignored.
    private static func hasCycle(in needs: [String: Set<String>]) -> Bool {
        // Removes containers that depend on none of the rest; a cycle remains.
        var waiting = needs.mapValues { $0.filter { needs[$0] != nil } }
        while let ready = waiting.first(where: { $0.value.isEmpty })?.key {
            waiting[ready] = nil
            for name in waiting.keys { waiting[name]?.remove(ready) }
        }
        return !waiting.isEmpty
    }
}
