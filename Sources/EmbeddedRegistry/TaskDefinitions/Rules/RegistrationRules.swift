import ECSWire
import Model

/// Judges a definition: returns when it meets the rule, throws ECS's exception when it fails it.
typealias RegistrationRule = @Sendable (ECS.RegisterTaskDefinition.Input) throws(ECSError) -> Void

/// What RegisterTaskDefinition refuses, in ECS's order: the first rule that fails is the answer.
///
/// ECS's order is known for sizes, family, containers, essential, network, memory, ports and logs; what stands
/// between and after these is put where it most likely belongs. A text is ECS's own unless the rule says otherwise;
/// texts of the registry's own name the member and what is allowed. Whatever ECS may or may not refuse is taken, and
/// so are `inferenceAccelerators`, which the model still has although ECS itself no longer takes them.
enum RegistrationRules {
    static let inOrder: [RegistrationRule] = [
        TaskSizeRules.syntax,
        NameRules.family,
        ContainerRules.list,
        ContainerRules.names,
        ContainerRules.essential,
        DependencyRules.dependsOn,
        DependencyRules.links,
        DependencyRules.volumesFrom,
        DefinitionEnumRules.all,
        RequiredRules.all,
        NetworkRules.fargate,
        NetworkRules.external,
        NetworkRules.awsvpc,
        NetworkRules.proxy,
        TaskSizeRules.fargate,
        FargateRules.all,
        MemoryRules.containers,
        MemoryRules.sums,
        PortRules.all,
        LogRules.all,
        FirelensRules.all,
        EnvironmentRules.all,
        RoleRules.all,
        HealthRules.all,
        LinuxRules.all,
        VolumeRules.all,
        MountRules.all,
        TaskSizeRules.ephemeralStorage,
        TagRules.registration,
    ]

    /// Applies every rule.
    static func check(_ input: ECS.RegisterTaskDefinition.Input) throws(ECSError) {
        for rule in inOrder { try rule(input) }
    }
}

extension ECS.RegisterTaskDefinition.Input {
    /// The containers, none when the member is absent.
    var containers: [ECS.ContainerDefinition] { containerDefinitions ?? [] }
    /// Whether the definition asks for Fargate.
    var requiresFargate: Bool { requiresCompatibilities?.contains("FARGATE") ?? false }
    /// Whether its containers are Windows'.
    var isWindows: Bool { runtimePlatform?.operatingSystemFamily?.hasPrefix("WINDOWS") ?? false }
    /// Whether there is a role to pull images, write logs and read secrets with.
    var hasExecutionRole: Bool { !(executionRoleArn ?? "").isEmpty }
}
