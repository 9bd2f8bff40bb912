import AWSClient
import AWSWire
import Foundation
import Model
import Planning
import SwiftExtensions

/// The task definitions that a text mentions, anywhere in it.
///
/// A document may name a task definition in one place and use it in another: in the result of a Pass state that a later
/// `TaskDefinition.$` reads, or in an embedded AppSpec. ARNs are found whatever their purpose.
enum TaskDefinitionMention {
    private static let resourceType = ":task-definition/"

    /// The ARNs in a text, in its order, then the names without an ARN. Linear in its length.
    static func everything(in text: String) -> [ReferenceTarget] {
        // Most texts have none, and the rest costs a hundred times as much.
        guard text.utf8.count > resourceType.utf8.count, text.mayMention else { return [] }
        let plain = text.withPlainASCII
        return all(in: plain) + shortNames(in: plain) + nested(in: text)
    }

    /// Those of JSON within the text whose escapes hide some: one of an escape's own letters may be escaped.
    private static func nested(in text: String) -> [ReferenceTarget] {
        guard text.utf8.contains(UInt8(ascii: "\\")),
            let first = text.utf8.first(where: { $0 > UInt8(ascii: " ") }), "{[\"".utf8.contains(first),
            let value = try? JSONValue(parsing: text)
        else { return [] }
        return targets(in: value)
    }

    private static func targets(in value: JSONValue) -> [ReferenceTarget] {
        switch value {
        case .null, .bool, .number: []
        case .string(let text): everything(in: text)
        case .list(let items): items.flatMap(targets) + shortNames(in: items)
        case .object(let members):
            members.flatMap { member in
                [shortName(member.value, under: member.key)].compactMap { $0 } + everything(in: member.key)
                    + targets(in: member.value)
            }
        }
    }

    /// The ARNs, in the order of the text. If the revision is a placeholder (`…/web:{}`), the family is known; if the
    /// name is one, the ARN is not found; if the account or Region is one, it counts as one of this registry.
    static func all(in text: String) -> [ReferenceTarget] {
        let text = text.withPlainASCII
        guard text.utf8.count > resourceType.utf8.count else { return [] }
        return text.utf8.ranges(of: resourceType.utf8).compactMap { range in
            target(of: text[range.upperBound...], after: text[..<range.lowerBound])
        }
    }

    private static func target(of resource: Substring, after head: Substring) -> ReferenceTarget? {
        guard let family = try? Family(Substring(resource.utf8.prefix(while: ARNPrefix.isNameByte))) else {
            return nil
        }
        let beginning = ARNPrefix(atEndOf: head)
        let scope = beginning?.service == "ecs" ? beginning?.scope : nil
        let rest = resource.utf8.dropFirst(family.name.utf8.count)
        guard rest.first == UInt8(ascii: ":") else { return .named(.bare(family, scope: scope)) }
        let digits = rest.dropFirst().prefix(while: ARNPrefix.isNameByte)
        guard let revision = Revision(Substring(digits)), !isPlaceholderStart(rest[digits.endIndex...].first) else {
            // No more of the text than the ARN, as the rest may be secret.
            let end = rest.dropFirst().prefix(while: ARNPrefix.isPlaceholderByte).endIndex
            let expression = "\(beginning?.text ?? "")\(resourceType)\(resource[..<end])".expression
            let isLiteral = rest[..<end].allSatisfy { ARNPrefix.isNameByte($0) || $0 == UInt8(ascii: ":") }
            return .opaque(family, isLiteral ? .notAName(expression) : .computed(expression))
        }
        return .named(.pinned(RevisionID(family, revision), scope: scope))
    }

    /// Whether the byte begins a placeholder, such as the `{}` of States.Format.
    private static func isPlaceholderStart(_ byte: UInt8?) -> Bool { byte.map("{$*?<".utf8.contains) ?? false }
}

extension String {
    /// Whether it can mention a task definition: every way to do so has these letters, or hides some of them.
    fileprivate var mayMention: Bool {
        utf8.firstRange(of: "efinition".utf8) != nil || utf8.firstRange(of: "EFINITION".utf8) != nil || hasEscapes
    }

    /// Whether what begins there is the rest of `daemonTaskDefinition`, which is not a task definition.
    fileprivate func isOfDaemon(at index: Index) -> Bool {
        let before = self[..<index].suffix(7).lowercased()
        return before.hasSuffix("daemon") || before.hasSuffix("daemon_") || before.hasSuffix("daemon-")
    }

    private var hasEscapes: Bool { utf8.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") } }

    /// The text with JSON's `\/` and escapes of printable ASCII, such as `\u002f`, replaced by plain characters, also
    /// where JSON within JSON has more backslashes; and with the `%3A` and `%2F` of URLs. Quotes and backslashes stay
    /// escaped.
    var withPlainASCII: String {
        guard hasEscapes else { return self }
        var plain: [UInt8] = []
        plain.reserveCapacity(utf8.count)
        var rest = Array(utf8)[...]
        while let byte = rest.first {
            let backslashes = rest.prefix { $0 == UInt8(ascii: "\\") }
            if backslashes.isEmpty {
                let (character, length) = Self.plainPercent(rest.prefix(3)) ?? (byte, 1)
                plain.append(character)
                rest = rest.dropFirst(length)
            } else if let (character, length) = Self.plainEscape(rest[backslashes.endIndex...].prefix(5)) {
                plain.append(character)
                rest = rest[(backslashes.endIndex + length)...]
            } else {
                plain += backslashes
                rest = rest[backslashes.endIndex...]
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static func plainPercent(_ bytes: ArraySlice<UInt8>) -> (UInt8, Int)? {
        guard bytes.first == UInt8(ascii: "%") else { return nil }
        return switch String(decoding: bytes, as: UTF8.self) {
        case "%3A", "%3a": (UInt8(ascii: ":"), 3)
        case "%2F", "%2f": (UInt8(ascii: "/"), 3)
        default: nil
        }
    }

    /// What follows the backslashes of an escape: its character, and its length in bytes.
    private static func plainEscape(_ bytes: ArraySlice<UInt8>) -> (UInt8, Int)? {
        if bytes.first == UInt8(ascii: "/") { return (UInt8(ascii: "/"), 1) }
        guard bytes.first == UInt8(ascii: "u"), bytes.count == 5,
            let number = UInt16(String(decoding: bytes.dropFirst(), as: UTF8.self), radix: 16),
            let character = UInt8(exactly: number), (0x20...0x7E).contains(character),
            !#""'\"#.utf8.contains(character)
        else { return nil }
        return (character, 5)
    }

    /// The text as messages show it: on one line, at most 200 characters.
    var expression: String {
        let limit = 200
        let line = printable(split(whereSeparator: \.isWhitespace).joined(separator: " "))
        return line.count > limit ? line.prefix(limit) + "…" : line
    }
}

// Names without an ARN. Any `web:3` may be an image, so they count only where the text marks them as task definitions.
// RunTask accepts them, and so do functions that call it.
extension TaskDefinitionMention {
    /// The values of keys such as `taskDefinition` in JSON, in JSON within JSON and in text that resembles it, and of
    /// the AWS CLI's `--task-definition`.
    static func shortNames(in text: String) -> [ReferenceTarget] {
        // Most texts have none, and an expression costs a hundred times as much as parsing an ARN.
        let hasQuotes = text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        let members = hasQuotes && text.mayMention ? text.matches(of: quotedMember) : []
        let flags = text.utf8.firstRange(of: "--task-definition".utf8) == nil ? [] : text.matches(of: flag)
        return members.filter { !text.isOfDaemon(at: $0.range.lowerBound) }.compactMap { shortName(String($0.name)) }
            + flags.compactMap { shortName(String($0.name)) }
    }

    /// The values of `--task-definition` in a command whose words are the items of a list.
    static func shortNames(in words: [JSONValue]) -> [ReferenceTarget] {
        zip(words, words.dropFirst()).compactMap { flag, value in
            guard flag.string?.hasSuffix("--task-definition") == true else { return nil }
            return value.string.flatMap(shortName)
        }
    }

    /// The values of keys such as `TaskDefinition` in YAML that cannot be read as such.
    static func unquotedNames(in text: String) -> [ReferenceTarget] {
        text.matches(of: member).filter { $0.name != "null" && !text.isOfDaemon(at: $0.range.lowerBound) }
            .compactMap { shortName(String($0.name)) }
    }

    // Made once, as making one takes longer than searching most texts. They have no closures, so that threads may share
    // them.
    private nonisolated(unsafe) static let quotedMember =
        #/(?i:task[_-]?definition(?:[_-]?arn)?)\\*["']\s*:\s*\\*["'](?<name>[^"'\\\s]+)/#
    private nonisolated(unsafe) static let flag =
        #/--task-definition(?:[\s=\\]+|\\*["']\s*,\s*)\\*["']?(?<name>[^"'\\\s;]+)/#
    private nonisolated(unsafe) static let member =
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
