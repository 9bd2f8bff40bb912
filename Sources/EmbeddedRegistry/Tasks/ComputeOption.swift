import ECSWire

/// Where tasks are to run, from what RunTask or CreateService say about it.
struct ComputeOption: Equatable, Sendable {
    /// `EC2` unless told; with a strategy, what its first provider runs on.
    let launchType: String
    /// The first provider of the strategy, nil without one.
    let capacityProvider: String?

    /// - Throws: InvalidParameterException when both ways of telling are used.
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

    /// - Throws: ClientException for a launch type that there is not.
    static func check(_ launchType: String?) throws(ECSError) {
        try EnumValue.check(launchType, "launchType", ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"])
    }

    /// Whether AWS provides the machine, and so has a platform version to tell.
    var isFargate: Bool { launchType == "FARGATE" }

    /// As ECS writes a platform: `Linux`.
    static func platformFamily(_ platform: ECS.RuntimePlatform?) -> String {
        switch platform?.operatingSystemFamily {
        case nil, "LINUX"?: "Linux"
        case let family?: family
        }
    }
}
