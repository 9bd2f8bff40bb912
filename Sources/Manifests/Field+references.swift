import Model
import SwiftExtensions
import YAML

/// `spec.references`.
extension Field {
    /// Reads the policy of each source; absent sources keep theirs.
    func references(into configuration: inout Configuration) {
        guard let mapping = mapping(ReferenceSource.allCases.map(\.rawValue)) else { return }
        for source in ReferenceSource.allCases {
            guard let field = mapping[source.rawValue] else { continue }
            configuration.references[source] = field.referencePolicy(of: source, &configuration)
        }
    }

    private func referencePolicy(
        of source: ReferenceSource, _ configuration: inout Configuration
    ) -> ReferencePolicy? {
        if node.string == "required" { return .required }
        let hasExecutions = source == .stepFunctions
        guard case .mapping = node.content else {
            let redrivable = hasExecutions ? "'{redrivable: 14d}', " : ""
            reportMismatch(
                expected: "'required', \(redrivable)'{waived: \"the reason\"}' or '{opaque: {NAME: \"the reason\"}}'")
            return nil
        }
        let keys = ["waived", "opaque"]
        let fields = mapping(hasExecutions ? keys + ["redrivable"] : keys)
        guard source.isWaivable else {
            report(
                "'\(name)' cannot be waived: Roster must know what services and tasks use before it removes anything")
            return nil
        }
        guard let fields else { return nil }
        if let redrivable = fields["redrivable"] {
            if let time = redrivable.redriveTime() { configuration.redriveTime = time }
            // It needs no other key beside it.
            if fields["waived"] == nil, fields["opaque"] == nil { return .required }
        }
        guard let waiver = fields.exactlyOne(of: keys) else { return nil }
        return waiver.name == "waived"
            ? waiver.reason().map { .waived(reason: $0, at: waiver.location) } : waiver.exceptions(of: source)
    }

    private func exceptions(of source: ReferenceSource) -> ReferencePolicy? {
        opaqueWaivers(of: source).map { .requiredExcept($0) }
    }

    /// For how long failed executions count: AWS redrives none that ended longer ago than that.
    private func redriveTime() -> Duration? {
        guard let time = duration(zeroAllowed: true) else { return nil }
        guard time <= Configuration.longestRedriveTime else {
            reportMismatch(
                expected: "at most \(Configuration.longestRedriveTime.text): Step Functions redrives no older execution"
            )
            return nil
        }
        return time
    }

    private func reason() -> String? {
        guard let reason = text("text that gives the reason", about: .prose) else { return nil }
        guard !reason.allSatisfy(\.isWhitespace) else {
            report("\(collector.quote(name)) must give the reason: write why it is safe to waive this")
            return nil
        }
        return reason
    }

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
