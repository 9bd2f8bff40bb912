import Model

extension ReferenceTarget {
    /// What something may use whose document cannot be read: what its text names in full, and any revision of each of
    /// these families; of every family if it names none, or if anything in it may be chosen at run time.
    static func unreadable(_ text: String, _ opacity: Opacity) -> [ReferenceTarget] {
        let named = TaskDefinitionMention.all(in: text)
        let families = Set(named.compactMap(\.family))
        let inFull = named.filter { if case .named = $0 { true } else { false } }
        let opaque: [Family?] = families.isEmpty || mayChoose(text.withPlainASCII) ? [nil] : families.sorted()
        return Set(inFull).sorted { "\($0)" < "\($1)" } + opaque.map { .opaque($0, opacity) }
    }

    /// Whether a text may choose a task definition at run time: by an expression, by a value that is not a name, or by
    /// a call of ECS without one, which takes a state's input.
    private static func mayChoose(_ text: String) -> Bool {
        let expressions = ["efinition.$", "efinitionArn.$", "{%", "<aws.scheduler.", "\\x"]
        let values = TaskDefinitionMention.memberValues(in: text)
        let calls = [":::ecs:", "aws-sdk:ecs:"].reduce(0) { $0 + text.utf8.ranges(of: $1.utf8).count }
        return expressions.contains { text.utf8.firstRange(of: $0.utf8) != nil }
            || values.contains { ReferenceTarget($0).family == nil } || calls > values.count
    }

    /// The family that it uses, if that is known.
    var family: Family? {
        switch self {
        case .named(let name): name.family
        case .opaque(let family, _): family
        }
    }
}
