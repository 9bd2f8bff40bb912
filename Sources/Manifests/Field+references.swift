import Model
import YAML

/// `spec.references`.
extension Field {
    /// Reads the policy of each source; absent sources are missing from the result.
    func references() -> [ReferenceSource: ReferencePolicy]? {
        guard let mapping = mapping(ReferenceSource.allCases.map(\.rawValue)) else { return nil }
        var policies: [ReferenceSource: ReferencePolicy] = [:]
        for source in ReferenceSource.allCases {
            policies[source] = mapping[source.rawValue]?.referencePolicy(of: source)
        }
        return policies
    }

    private func referencePolicy(of source: ReferenceSource) -> ReferencePolicy? {
        if node.string == "required" { return .required }
        guard case .mapping = node.content else {
            reportMismatch(expected: "'required', '{waived: \"the reason\"}' or '{opaque: {NAME: \"the reason\"}}'")
            return nil
        }
        let waiver = mapping(["waived", "opaque"])?.exactlyOne(of: ["waived", "opaque"])
        guard source.isWaivable else {
            report(
                "'\(name)' cannot be waived: Roster must know what services and tasks use before it removes anything")
            return nil
        }
        guard let waiver else { return nil }
        return waiver.name == "waived"
            ? waiver.reason().map { .waived(reason: $0, at: waiver.location) }
            : waiver.opaqueWaivers(of: source).map { .requiredExcept($0) }
    }

    private func reason() -> String? { text("text that gives the reason") }

    /// Reads one waiver per name, in the order of the text.
    private func opaqueWaivers(of source: ReferenceSource) -> [OpaqueWaiver]? {
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            reportMismatch(expected: "a mapping from names or ARNs to reasons, '{NAME: \"the reason\"}'")
            return nil
        }
        return entries.compactMap { entry in
            let location = SourceLocation(file: collector.file, line: entry.line, column: entry.column)
            guard !entry.key.isEmpty else {
                collector.add(
                    "a name in 'opaque' must not be empty: write the name or the ARN of what is waived", at: location)
                return nil
            }
            return Field(name: entry.key, node: entry.value, collector: collector).reason()
                .map { OpaqueWaiver(source, entry.key, reason: $0, at: location) }
        }
    }
}
