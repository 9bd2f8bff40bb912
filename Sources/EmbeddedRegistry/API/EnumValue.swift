import ECSWire

/// Members that take one of a few words.
enum EnumValue {
    /// - Throws: ClientException in ECS's form when the value is another.
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

    /// The same for each of several values.
    static func check(
        _ values: [String]?, _ member: String, _ allowed: @autoclosure () -> [String]
    ) throws(ECSError) {
        for value in values ?? [] { try check(value, member, allowed()) }
    }

    /// `include`, which every Describe takes for tags.
    static func includesTags(_ include: [String]?) throws(ECSError) -> Bool {
        try check(include, "include", ["TAGS"])
        return include?.contains("TAGS") ?? false
    }
}
