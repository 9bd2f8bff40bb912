import ECSWire

/// Where tasks run: a launch type or a capacity provider.
struct ComputeOption: Equatable, Sendable {
    /// `EC2` by default; with a strategy, the launch type of its first provider.
    let launchType: String
    /// The first provider of the strategy; nil without one.
    let capacityProvider: String?

    /// - Throws: InvalidParameterException if both are given.
    init(launchType: String?, strategy: [ECS.CapacityProviderStrategyItem]?) throws(ECSError) {
        try Self.check(launchType)
        capacityProvider = strategy?.first?.capacityProvider
        guard let capacityProvider else {
            self.launchType = launchType ?? "EC2"
            return
        }
        guard launchType == nil else {
            throw .invalid(
                "Specifying both a launch type and capacity provider strategy is not supported. "
                    + "Remove one and try again.")
        }
        self.launchType = capacityProvider.hasPrefix("FARGATE") ? "FARGATE" : "EC2"
    }

    /// - Throws: ClientException for an unknown launch type.
    static func check(_ launchType: String?) throws(ECSError) {
        try EnumValue.check(launchType, "launchType", ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"])
    }

    /// Whether AWS provides the machine, so that there is a platform version.
    var isFargate: Bool { launchType == "FARGATE" }

    /// The platform family as ECS writes it: `Linux`.
    static func platformFamily(_ platform: ECS.RuntimePlatform?) -> String {
        switch platform?.operatingSystemFamily {
        case nil, "LINUX"?: "Linux"
        case let family?: family
        }
    }
}
