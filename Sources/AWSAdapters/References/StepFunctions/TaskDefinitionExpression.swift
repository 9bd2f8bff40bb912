import Model
import Planning
import SwiftExtensions

/// The task definition that a `TaskDefinition` in the Amazon States Language names, as far as it is known before run
/// time.
///
/// What is unknown is opaque, with its family if no placeholder can change that.
enum TaskDefinitionExpression {
    /// The value of `TaskDefinition`: a name or, between `{%` and `%}`, an expression in JSONata.
    static func value(_ text: String) -> ReferenceTarget {
        guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 else { return name(text, of: text) }
        return jsonata(text.dropFirst(2).dropLast(2).trimmed, of: text)
    }

    /// The value of `TaskDefinition.$`: a path or an intrinsic function, of which only States.Format is evaluated.
    static func path(_ text: String) -> ReferenceTarget {
        let call = text[...].trimmed
        guard call.hasPrefix("States.Format("), call.hasSuffix(")"),
            let (template, rest) = literal(atStartOf: call.dropFirst("States.Format(".count).trimmed),
            rest.hasPrefix(",") || rest == ")"
        else { return unknown(text) }
        return template.contains("{}")
            ? .opaque(family(of: template), .computed(text.expression)) : name(template, of: text)
    }

    /// A lone string literal is the name; a string literal followed by one variable is its beginning.
    private static func jsonata(_ expression: Substring, of text: String) -> ReferenceTarget {
        guard let (value, rest) = literal(atStartOf: expression) else { return unknown(text) }
        if rest.isEmpty { return name(value, of: text) }
        let tail = rest.dropFirst().trimmed
        guard rest.hasPrefix("&"), tail.hasPrefix("$"), tail.utf8.allSatisfy(isVariableByte) else {
            return unknown(text)
        }
        return .opaque(family(of: value), .computed(text.expression))
    }

    /// A literal that ECS would refuse names something unknown.
    private static func name(_ name: some StringProtocol, of text: String) -> ReferenceTarget {
        TaskDefinitionName(name).map(ReferenceTarget.named)
            ?? .opaque(family(of: Substring(name)), .notAName(text.expression))
    }

    private static func unknown(_ text: String) -> ReferenceTarget { .opaque(nil, .computed(text.expression)) }

    /// The family of an incomplete name: of `web:…`, or of an ARN up to that colon.
    static func family(of beginning: Substring) -> Family? {
        var name = beginning
        if beginning.hasPrefix("arn:") {
            guard let type = beginning.utf8.firstRange(of: ":task-definition/".utf8) else { return nil }
            name = beginning[type.upperBound...]
        }
        return name.firstIndex(of: ":").flatMap { try? Family(name[..<$0]) }
    }

    /// The quoted string at the start, and what follows it; nil if it has escapes.
    private static func literal(atStartOf text: Substring) -> (value: Substring, rest: Substring)? {
        guard let quote = text.first, quote == "'" || quote == "\"",
            let end = text.dropFirst().firstIndex(of: quote)
        else { return nil }
        let value = text[..<end].dropFirst()
        return value.contains("\\") ? nil : (value, text[text.index(after: end)...].trimmed)
    }

    private static func isVariableByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
