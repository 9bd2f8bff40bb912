import ECSWire

/// A cluster's settings.
enum ClusterRules {
    /// What DescribeClusters takes for `include`.
    static let includeValues = ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"]

    /// Container Insights is the only one there is.
    static func check(_ settings: [ECS.ClusterSetting]?) throws(ECSError) {
        for setting in settings ?? [] {
            try EnumValue.check(setting.name ?? "", "settings.name", ["containerInsights"])
            try EnumValue.check(setting.value ?? "", "settings.value", ["enabled", "enhanced", "disabled"])
        }
    }

    /// Those sent, and those of before that they do not name.
    static func merge(_ sent: [ECS.ClusterSetting], into before: [ECS.ClusterSetting]) -> [ECS.ClusterSetting] {
        let names = Set(sent.map(\.name))
        return before.filter { !names.contains($0.name) } + sent
    }

    /// Of the same alphabet as a family's.
    static func check(name: String) throws(ECSError) {
        guard NameRules.isName(name) else {
            throw .invalid("clusterName must be 1 to 255 letters, digits, hyphens and underscores.")
        }
    }
}
