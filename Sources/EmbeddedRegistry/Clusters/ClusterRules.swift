import ECSWire

/// Validates clusters.
enum ClusterRules {
    /// The values that DescribeClusters accepts for `include`.
    static let includeValues = ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"]

    /// `containerInsights` is the only setting.
    static func check(_ settings: [ECS.ClusterSetting]?) throws(ECSError) {
        for setting in settings ?? [] {
            try EnumValue.check(setting.name ?? "", "settings.name", ["containerInsights"])
            try EnumValue.check(setting.value ?? "", "settings.value", ["enabled", "enhanced", "disabled"])
        }
    }

    /// Merges settings: those sent replace existing ones of the same name.
    static func merge(_ sent: [ECS.ClusterSetting], into before: [ECS.ClusterSetting]) -> [ECS.ClusterSetting] {
        let names = Set(sent.map(\.name))
        return before.filter { !names.contains($0.name) } + sent
    }

    /// A cluster name uses the same characters as a family name.
    static func check(name: String) throws(ECSError) {
        guard NameRules.isName(name) else {
            throw .invalid("clusterName must be 1 to 255 letters, digits, hyphens and underscores.")
        }
    }
}
