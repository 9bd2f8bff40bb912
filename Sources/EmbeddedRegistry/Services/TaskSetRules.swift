import ECSWire

/// Task sets.
enum TaskSetRules {
    /// A share in percent.
    static func check(_ scale: ECS.Scale?) throws(ECSError) {
        try EnumValue.check(scale?.unit, "scale.unit", ["PERCENT"])
        guard let value = scale?.value, !(0...100).contains(value) else { return }
        throw .invalid("scale.value must be between 0 and 100.")
    }

    /// The text is this registry's own.
    static let notFound = ECSError(.taskSetNotFound, "TaskSet not found.")
}
