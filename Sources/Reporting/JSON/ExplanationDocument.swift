import Foundation
import Model
import Planning

/// `explain --format json`. Unlike a plan it carries the time of each reading, which is what it proves.
package struct ExplanationDocument: Encodable {
    let formatVersion = 1
    let registry: RegistryDocument?
    let family: String
    let revision: Int
    /// `MISSING` if there is no such revision.
    let status: String
    let registeredAt: String?
    let deregisteredAt: String?
    /// A ``Verdict``.
    let verdict: String
    let message: String
    let rules: [RuleDocument]
    let references: [ExplainedReferenceDocument]
    /// The lines of a configuration that waive what is opaque; absent if nothing is.
    let waive: String?
    let coverage: [ReadingDocument]
    let waivers: [WaiverDocument]
    let calls: CallsDocument?

    /// - Parameter calls: what it took.
    package init(_ explanation: Explanation, calls: CallCount? = nil) {
        self.calls = calls.map(CallsDocument.init)
        registry = explanation.scope.map(RegistryDocument.init)
        family = explanation.id.family.name
        revision = explanation.id.revision.number
        status = explanation.state?.status.rawValue ?? "MISSING"
        registeredAt = explanation.state?.registeredAt?.iso8601
        deregisteredAt = explanation.state?.deregisteredAt?.iso8601
        verdict = explanation.verdict.rawValue
        message = explanation.message
        rules = explanation.rules.map(RuleDocument.init)
        references = explanation.users.map(ExplainedReferenceDocument.init)
        let lines = explanation.users.waiverLines
        waive = lines.isEmpty ? nil : lines.joined(separator: "\n")
        coverage = explanation.coverage.readings.map { ReadingDocument($0, withTime: true) }
        waivers = explanation.waivers.map(WaiverDocument.init)
    }
}

struct RuleDocument: Encodable {
    let code: String
    let message: String
    /// What would have to change.
    let change: String
    let place: String?

    init(_ rule: Rule) {
        code = rule.code
        message = rule.message
        change = rule.change
        place = rule.location?.description
    }
}

/// A ``ReferenceDocument`` with the time of its reading, and the waiver's reason and location if it is waived.
struct ExplainedReferenceDocument: Encodable {
    let reference: ReferenceDocument
    let readAt: String
    let waived: String?
    let place: String?

    init(_ explained: ExplainedReference) {
        reference = ReferenceDocument(explained.reference)
        readAt = explained.reference.readAt.iso8601
        waived = explained.waiver?.reason
        place = explained.waiver?.location.description
    }

    private enum CodingKeys: CodingKey {
        case readAt, waived, place
    }

    func encode(to encoder: any Encoder) throws {
        try reference.encode(to: encoder)
        var more = encoder.container(keyedBy: CodingKeys.self)
        try more.encode(readAt, forKey: .readAt)
        try more.encodeIfPresent(waived, forKey: .waived)
        try more.encodeIfPresent(place, forKey: .place)
    }
}
