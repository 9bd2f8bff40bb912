import ECSWire

/// What ECS derives from a definition and writes into it.
enum Derived {
    /// The launch types that the definition could run on. Fargate is not among them where it would refuse the
    /// definition.
    static func compatibilities(_ input: ECS.RegisterTaskDefinition.Input) -> [String] {
        let runsOnFargate = FargateRules.supports(input)
        if input.isWindows { return runsOnFargate ? ["EC2", "FARGATE"] : ["EC2"] }
        guard input.networkMode == "awsvpc" else { return ["EXTERNAL", "EC2"] }
        return runsOnFargate ? ["EC2", "MANAGED_INSTANCES", "FARGATE"] : ["EC2", "MANAGED_INSTANCES"]
    }
}
