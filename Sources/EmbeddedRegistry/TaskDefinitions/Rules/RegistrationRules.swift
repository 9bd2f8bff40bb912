import ECSWire
import Model

/// Validates a definition: returns if it meets the rule, otherwise throws ECS's exception.
typealias RegistrationRule = @Sendable (ECS.RegisterTaskDefinition.Input) throws(ECSError) -> Void

/// The rules of RegisterTaskDefinition, in ECS's order: the first rule that fails determines the response.
///
/// ECS's order is known for sizes, family, containers, essential, network, memory, ports and logs; the other rules are
/// where they most likely belong. A message is ECS's own unless the rule says otherwise; messages of this registry name
/// the member and the allowed values. Whatever ECS is not known to refuse is accepted. So are `inferenceAccelerators`,
/// which are still in the model although ECS no longer accepts them.
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
    /// The containers; empty if the member is absent.
    var containers: [ECS.ContainerDefinition] { containerDefinitions ?? [] }
    /// Whether the definition requires Fargate.
    var requiresFargate: Bool { requiresCompatibilities?.contains("FARGATE") ?? false }
    /// Whether the containers are Windows containers.
    var isWindows: Bool { runtimePlatform?.operatingSystemFamily?.hasPrefix("WINDOWS") ?? false }
    /// Whether there is a role for pulling images, writing logs and reading secrets.
    var hasExecutionRole: Bool { !(executionRoleArn ?? "").isEmpty }
}
