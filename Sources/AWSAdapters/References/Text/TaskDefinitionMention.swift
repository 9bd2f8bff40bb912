import Model

/// The task definitions that a text mentions, anywhere in it.
///
/// A document may name a task definition in one place and use it in another: in the result of a Pass state that a later
/// `TaskDefinition.$` reads, or in an embedded AppSpec. ARNs are found whatever their purpose.
enum TaskDefinitionMention {
    private static let resourceType = ":task-definition/"

    /// The ARNs in a text, in its order, then the names without an ARN. Linear in its length.
    static func all(in text: String) -> [ReferenceTarget] {
        // Most texts have none, and the rest costs a hundred times as much.
        guard text.mayMention else { return [] }
        let plain = text.withPlainASCII
        return arns(in: plain) + shortNames(in: plain)
    }

    /// The ARNs, in the order of the text. If the revision is a placeholder (`…/web:{}`), the family is known; if the
    /// name is one, the ARN is not found; if the account or Region is one, it counts as one of this registry.
    private static func arns(in text: String) -> [ReferenceTarget] {
        text.utf8.ranges(of: resourceType.utf8).compactMap { range in
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
}
