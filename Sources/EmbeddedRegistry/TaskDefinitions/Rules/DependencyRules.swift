import ECSWire

/// `dependsOn`: what it names must exist, fit the condition, and lead nowhere back.
enum DependencyRules {
    /// Existence first, then conditions, then cycles.
    static let all: RegistrationRule = { input throws(ECSError) in
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
        if Cycle.exists(in: needs) { throw .refused("Container dependsOn contains a cycle") }
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
}
