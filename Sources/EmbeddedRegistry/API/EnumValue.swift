import ECSWire

/// Checks members that take one of a fixed set of strings.
enum EnumValue {
    /// - Throws: ClientException in ECS's wording for any other value.
    static func check(
        _ value: String?, _ member: String, _ allowed: @autoclosure () -> [String]
    ) throws(ECSError) {
        guard let value else { return }
        let allowed = allowed()
        guard !allowed.contains(value) else { return }
        throw .refused(
            "\(value) is not a valid value for \(member). "
                + "The value must be one of [[\(allowed.joined(separator: ", "))]]")
    }

    /// Checks each value of a list.
    static func check(
        _ values: [String]?, _ member: String, _ allowed: @autoclosure () -> [String]
    ) throws(ECSError) {
        for value in values ?? [] { try check(value, member, allowed()) }
    }

    /// Whether `include` asks for tags. Every Describe operation takes it.
    static func includesTags(_ include: [String]?) throws(ECSError) -> Bool {
        try check(include, "include", ["TAGS"])
        return include?.contains("TAGS") ?? false
    }
}
