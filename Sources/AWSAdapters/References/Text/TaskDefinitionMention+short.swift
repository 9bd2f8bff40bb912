import AWSWire
import Model
import Planning

// Names without an ARN: any `web:3` may be an image, so that they count where the text says that they are of a task
// definition. RunTask takes them, and so do functions that call it.
extension TaskDefinitionMention {
    /// What stands under a key such as `taskDefinition` in JSON, in JSON within JSON, in what is nearly JSON, or behind the
    /// AWS CLI's `--task-definition`.
    static func shortNames(in text: String) -> [ReferenceTarget] {
        // Most texts have none, and the expression costs as much as reading an ARN a hundred times.
        guard text.utf8.firstRange(of: "efinition".utf8) != nil else { return [] }
        let key = #/(?i:task[_-]?definition(?:[_-]?arn)?)\\*["']\s*:\s*\\*["'](?<name>[^"'\\\s]+)/#
        let flag = #/--task-definition(?:[\s=]+|"\s*,\s*)\\*["']?(?<name>[^"'\\\s;]+)/#
        return text.matches(of: key).compactMap { shortName(String($0.name)) }
            + text.matches(of: flag).compactMap { shortName(String($0.name)) }
    }

    /// What a member of a JSON object names; nil under any other key, and for an ARN, which is found wherever it stands.
    static func shortName(_ value: JSONValue, under key: String) -> ReferenceTarget? {
        let words = key.lowercased().filter { $0 != "_" && $0 != "-" }
        guard ["taskdefinition", "taskdefinitionarn"].contains(words), let text = value.string else { return nil }
        return shortName(text)
    }

    /// Nil for what names no family, such as a placeholder alone: nobody can say whether that is a task definition.
    private static func shortName(_ text: String) -> ReferenceTarget? {
        guard !text.hasPrefix("arn:") else { return nil }
        if let name = TaskDefinitionName(text) { return .named(name) }
        guard let colon = text.firstIndex(of: ":"), let family = try? Family(text[..<colon]) else { return nil }
        return .opaque(family, expression: text.expression)
    }
}
