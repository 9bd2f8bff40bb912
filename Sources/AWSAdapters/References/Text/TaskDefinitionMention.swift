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

    /// The ARNs, in the order of the text. If the revision is a placeholder (`…/web:{}`), the family is known; if the
    /// name is one, the ARN is not found; if the account or Region is one, it counts as one of this registry.
    static func all(in text: String) -> [ReferenceTarget] {
        let text = text.withPlainSlashes
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
            let expression = "\(beginning?.text ?? "")\(resourceType)\(resource[..<end])"
            return .opaque(family, expression: expression.expression)
        }
        return .named(.pinned(RevisionID(family, revision), scope: scope))
    }

    /// Whether the byte begins a placeholder, such as the `{}` of States.Format.
    private static func isPlaceholderStart(_ byte: UInt8?) -> Bool { byte.map("{$*?<".utf8.contains) ?? false }
}

extension String {
    /// The text with JSON's `\/` and `\u002f` replaced by plain slashes, also where JSON within JSON has more
    /// backslashes.
    fileprivate var withPlainSlashes: String {
        guard utf8.contains(UInt8(ascii: "\\")) else { return self }
        var plain: [UInt8] = []
        var rest = Substring(self).utf8
        while let byte = rest.first {
            let backslashes = rest.prefix { $0 == UInt8(ascii: "\\") }
            let after = rest[backslashes.endIndex...]
            if backslashes.isEmpty {
                plain.append(byte)
                rest.removeFirst()
            } else if let slash = ["/", "u002f", "u002F"].first(where: { after.starts(with: $0.utf8) }) {
                plain.append(UInt8(ascii: "/"))
                rest = after.dropFirst(slash.utf8.count)
            } else {
                plain += backslashes
                rest = after
            }
        }
        return String(decoding: plain, as: UTF8.self)
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
        // Most texts have none, and the expression costs a hundred times as much as parsing an ARN.
        guard text.utf8.firstRange(of: "efinition".utf8) != nil else { return [] }
        let key = #/(?i:task[_-]?definition(?:[_-]?arn)?)\\*["']\s*:\s*\\*["'](?<name>[^"'\\\s]+)/#
        let flag = #/--task-definition(?:[\s=]+|"\s*,\s*)\\*["']?(?<name>[^"'\\\s;]+)/#
        return text.matches(of: key).compactMap { shortName(String($0.name)) }
            + text.matches(of: flag).compactMap { shortName(String($0.name)) }
    }

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
        return .opaque(family, expression: text.expression)
    }
}
