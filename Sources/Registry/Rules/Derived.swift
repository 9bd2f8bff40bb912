import ECSWire

/// What ECS derives from a definition and writes into it.
enum Derived {
    /// The launch types that the definition could run on.
    static func compatibilities(_ input: ECS.RegisterTaskDefinition.Input) -> [String] {
        if input.runtimePlatform?.operatingSystemFamily?.hasPrefix("WINDOWS") ?? false { return ["EC2", "FARGATE"] }
        return input.networkMode == "awsvpc" ? ["EC2", "MANAGED_INSTANCES", "FARGATE"] : ["EXTERNAL", "EC2"]
    }

    /// What a container instance must be able to do; nil when nothing in particular.
    static func requiresAttributes(_ input: ECS.RegisterTaskDefinition.Input) -> [ECS.Attribute]? {
        var names: [String] = []
        if input.containers.contains(where: { $0.logConfiguration?.logDriver == "awslogs" }) {
            names += [
                "com.amazonaws.ecs.capability.logging-driver.awslogs",
                "com.amazonaws.ecs.capability.docker-remote-api.1.19",
            ]
        }
        if input.networkMode == "awsvpc" {
            names += ["com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni"]
        }
        let isOrdered = input.containers.contains {
            !($0.dependsOn ?? []).isEmpty || $0.startTimeout != nil || $0.stopTimeout != nil
        }
        if isOrdered { names.append("ecs.capability.container-ordering") }
        return names.isEmpty ? nil : names.map { name in ECS.Attribute { $0.name = name } }
    }
}
