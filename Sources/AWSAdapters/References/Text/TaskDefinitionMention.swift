import AWSClient
import AWSWire
import Foundation
import Model
import Planning
import SwiftExtensions

/// The ARNs of task definitions that a text contains, wherever they stand in it.
///
/// A document may name a task definition in one place and use it in another: in a Pass state's result that a later
/// `TaskDefinition.$` picks up, in an AppSpec that is text itself. What is meant by an ARN is found whatever it is for.
enum TaskDefinitionMention {
    private static let resourceType = ":task-definition/"

    /// In the order of the text. Of an ARN whose revision is put in later (`…/web:{}`) the family is known; one whose
    /// name is put in later is not found; one whose account or Region is no literal counts as one of this registry.
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
            // No more of the text than the ARN: the rest may be anybody's secret.
            let end = rest.dropFirst().prefix(while: ARNPrefix.isPlaceholderByte).endIndex
            let expression = "\(beginning?.text ?? "")\(resourceType)\(resource[..<end])"
            return .opaque(family, expression: expression.expression)
        }
        return .named(.pinned(RevisionID(family, revision), scope: scope))
    }

    /// Whether more may be put in where this stands, as the `{}` of States.Format is.
    private static func isPlaceholderStart(_ byte: UInt8?) -> Bool { byte.map("{$*?<".utf8.contains) ?? false }
}

extension String {
    /// With every slash as itself that JSON may write as `\/` or `\u002f`, with more backslashes where it is JSON within
    /// a text of JSON.
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

    /// As much of it as a message shows of what decides a reference, on one line.
    var expression: String {
        let limit = 200
        let line = printable(split(whereSeparator: \.isWhitespace).joined(separator: " "))
        return line.count > limit ? line.prefix(limit) + "…" : line
    }
}

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
