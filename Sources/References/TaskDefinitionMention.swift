import AWSClient
import Foundation
import Planning
import TaskDefinitions

/// The ARNs of task definitions that a text contains, wherever they stand in it.
///
/// A document may name a task definition in one place and use it in another: in a Pass state's result that a later
/// `TaskDefinition.$` picks up, in an AppSpec that is text itself. What is meant by an ARN is found whatever it is for.
enum TaskDefinitionMention {
    private static let resourceType = ":task-definition/"

    /// In the order of the text. Of an ARN whose revision is put in later (`…/web:{}`) the family is known; one whose
    /// name is put in later is not found; one whose account or Region is no literal counts as one of this registry.
    static func all(in text: String) -> [ReferenceTarget] {
        guard text.utf8.count > resourceType.utf8.count else { return [] }
        return text.utf8.ranges(of: resourceType.utf8).compactMap { range in
            target(of: text[range.upperBound...], after: text[..<range.lowerBound], in: text)
        }
    }

    private static func target(
        of resource: Substring, after head: Substring, in text: String
    ) -> ReferenceTarget? {
        guard let family = try? Family(Substring(resource.utf8.prefix(while: isOfName))) else { return nil }
        let scope = scope(atEndOf: head)
        let rest = resource.utf8.dropFirst(family.name.utf8.count)
        guard rest.first == UInt8(ascii: ":") else { return .named(.bare(family, scope: scope)) }
        let digits = rest.dropFirst().prefix(while: isOfName)
        guard let revision = Revision(Substring(digits)), !isPutIn(digits.endIndex, of: text) else {
            // No more of the text than the ARN: the rest may be anybody's secret.
            let start = head.range(of: "arn:", options: .backwards)?.lowerBound ?? head.endIndex
            let end = text[resource.startIndex...].firstIndex { $0.isWhitespace || "\"'\\,;".contains($0) }
            return .opaque(family, expression: String(text[start..<(end ?? text.endIndex)]).expression)
        }
        return .named(.pinned(RevisionID(family, revision), scope: scope))
    }

    /// Whether more may be put in right there, as the `{}` of States.Format is.
    private static func isPutIn(_ end: String.Index, of text: String) -> Bool {
        end < text.endIndex && "{$*?<".utf8.contains(text.utf8[end])
    }

    /// That of `arn:aws:ecs:eu-west-1:123456789012`; nil where a part of it is no literal.
    private static func scope(atEndOf head: Substring) -> RegistryScope? {
        let parts = Substring(head.utf8.suffix(100)).split(separator: ":", omittingEmptySubsequences: false).suffix(5)
        guard parts.count == 5, let arn = parts.first, arn.hasSuffix("arn"), parts[parts.startIndex + 2] == "ecs"
        else { return nil }
        let partition = parts[parts.startIndex + 1]
        let region = parts[parts.startIndex + 3]
        let account = parts[parts.startIndex + 4]
        let isLiteral = [partition, region].allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isOfName($0) && $0 != UInt8(ascii: "_") }
        }
        guard isLiteral, account.utf8.count == 12, account.utf8.allSatisfy(isDigit) else { return nil }
        return RegistryScope(partition: String(partition), region: String(region), account: String(account))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: isDigit(byte)
        }
    }
}

extension String {
    /// As much of it as a message shows of what decides a reference, on one line.
    var expression: String {
        let limit = 200
        let line = printable(split(whereSeparator: \.isWhitespace).joined(separator: " "))
        return line.count > limit ? line.prefix(limit) + "…" : line
    }
}
