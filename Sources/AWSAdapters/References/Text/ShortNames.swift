import AWSWire
import Model
import SwiftExtensions

// Names without an ARN. Any `web:3` may be an image, so they count only where the text marks them as task definitions.
// RunTask accepts them, and so do functions that call it.
extension TaskDefinitionMention {
    /// The values of keys such as `taskDefinition` and of the AWS CLI's `--task-definition`.
    static func shortNames(in text: String) -> [ReferenceTarget] {
        let flags = text.utf8.firstRange(of: "--task-definition".utf8) == nil ? [] : text.matches(of: flag)
        return (memberValues(in: text) + flags.map { String($0.name) }).compactMap(shortName)
    }

    /// The values of keys such as `taskDefinition` in JSON, in JSON within JSON, in YAML, and in text that resembles
    /// these: names, ARNs, and whatever else is there.
    static func memberValues(in text: String) -> [String] {
        // Most texts have none, and an expression costs a hundred times as much as parsing an ARN.
        let quoted = hasQuotes(text) ? text.matches(of: quotedMember) : []
        let plain = hasPlainKey(text) ? text.matches(of: plainMember) : []
        return quoted.filter { !text.isOfDaemon(at: $0.range.lowerBound) }.map { String($0.name) }
            + plain.filter { !text.isOfDaemon(at: $0.range.lowerBound) && $0.name != "null" }.map { String($0.name) }
    }

    private static func hasQuotes(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
    }

    /// Whether a key may end somewhere without a quote; in an ARN a slash follows.
    private static func hasPlainKey(_ text: String) -> Bool {
        ["efinition", "EFINITION"].contains { ending in
            text.utf8.ranges(of: ending.utf8).contains { range in
                text.utf8[range.upperBound...].first.map(": aA_-\t\n".utf8.contains) ?? false
            }
        }
    }

    /// The values of `--task-definition` in a command whose words are the items of a list.
    static func shortNames(in words: [JSONValue]) -> [ReferenceTarget] {
        zip(words, words.dropFirst()).compactMap { flag, value in
            guard flag.string?.hasSuffix("--task-definition") == true else { return nil }
            return value.string.flatMap(shortName)
        }
    }

    // Made once, as making one takes longer than searching most texts. They have no closures, so that threads may share
    // them.
    private nonisolated(unsafe) static let quotedMember =
        #/(?i:task[_-]?definition(?:[_-]?arn)?)\\*["']\s*:\s*\\*["'](?<name>[^"'\\\s]+)/#
    private nonisolated(unsafe) static let flag =
        #/--task-definition(?:[\s=\\]+|\\*["']\s*,\s*)\\*["']?(?<name>[^"'\\\s;]+)/#
    private nonisolated(unsafe) static let plainMember =
        #/(?i:task[_-]?definition(?:[_-]?arn)?)\s*:\s*(?<name>[^"'\\\s,{}\[\]]+)/#

    /// The name in a member of a JSON object; nil for other keys, and for ARNs, which are found anyway.
    static func shortName(_ value: JSONValue, under key: String) -> ReferenceTarget? {
        let words = key.lowercased().filter { $0 != "_" && $0 != "-" }
        guard ["taskdefinition", "taskdefinitionarn"].contains(words), let text = value.string else { return nil }
        return shortName(text)
    }

    /// Nil for text without a family, such as a bare placeholder, which may not be a task definition.
    private static func shortName(_ text: String) -> ReferenceTarget? {
        guard !text.hasPrefix("arn:") else { return nil }
        if let name = TaskDefinitionName(text) { return .named(name) }
        guard let colon = text.firstIndex(of: ":"), let family = try? Family(text[..<colon]) else { return nil }
        let isLiteral = text[colon...].utf8.dropFirst().allSatisfy(ARNPrefix.isNameByte)
        return .opaque(family, isLiteral ? .notAName(text.expression) : .computed(text.expression))
    }
}

extension String {
    /// Whether what begins there is the rest of `daemonTaskDefinition`, which is not a task definition.
    fileprivate func isOfDaemon(at index: Index) -> Bool {
        let before = self[..<index].suffix(7).lowercased()
        return before.hasSuffix("daemon") || before.hasSuffix("daemon_") || before.hasSuffix("daemon-")
    }
}
