import Manifests
import TaskDefinitions

/// The registry that was read.
struct RegistryDocument: Codable, Equatable {
    let partition: String
    let region: String
    let account: String

    init(_ scope: RegistryScope) {
        partition = scope.partition
        region = scope.region
        account = scope.account
    }
}

/// How one source was read. No time: see the note in `Documents.swift`.
struct ReadingDocument: Encodable {
    let source: String
    let state: String
    let references: Int?
    let reason: String?

    init(_ reading: SourceReading) {
        source = reading.source.rawValue
        switch reading.state {
        case .whole(_, let count): (state, references, reason) = ("whole", count, nil)
        case .failed(let why): (state, references, reason) = ("failed", nil, why)
        case .waived(let why): (state, references, reason) = ("waived", nil, why)
        }
    }
}

struct RemovalDocument: Encodable {
    let family: String
    let revision: Int
    let reason: String

    init(_ removal: Removal) {
        family = removal.id.family.name
        revision = removal.id.revision.number
        reason = removal.reason.rawValue
    }
}

struct WithheldDocument: Encodable {
    let family: String
    let revision: Int
    let reasons: [ReasonDocument]

    init(_ withheld: Withheld) {
        family = withheld.id.family.name
        revision = withheld.id.revision.number
        reasons = withheld.reasons.map(ReasonDocument.init)
    }
}

struct ReasonDocument: Encodable {
    let code: String
    let message: String
    let references: [ReferenceDocument]?

    init(_ reason: WithholdReason) {
        code = reason.code
        message = reason.message
        if case .inUse(let users) = reason {
            references = users.map(ReferenceDocument.init)
        } else {
            references = nil
        }
    }
}

struct ReferenceDocument: Encodable {
    let kind: String
    let name: String
    let source: String

    init(_ reference: Reference) {
        kind = reference.kind.rawValue
        name = reference.name
        source = reference.kind.source.rawValue
    }
}

struct DriftDocument: Encodable {
    let family: String
    let revisions: [Int]
    let reason: String
    let message: String
    let place: String?
    let references: [ReferenceDocument]?

    init(_ drift: Drift) {
        family = drift.family.name
        revisions = drift.revisions.map(\.number)
        reason = drift.reason.code
        message = drift.message
        place = drift.reason.place?.description
        if case .inactiveInUse(let users) = drift.reason {
            references = users.map(ReferenceDocument.init)
        } else {
            references = nil
        }
    }
}

struct RefusalDocument: Encodable {
    let code: String
    let message: String

    init(_ refusal: Refusal) {
        code = refusal.code
        message = refusal.message
    }
}

struct OutcomeDocument: Encodable {
    let family: String
    let revision: Int
    let outcome: String
    let message: String
    let reasons: [ReasonDocument]?

    init(_ outcome: RevisionOutcome) {
        family = outcome.id.family.name
        revision = outcome.id.revision.number
        self.outcome = outcome.outcome.code
        message = outcome.outcome.message
        if case .withheld(let why) = outcome.outcome {
            reasons = why.map(ReasonDocument.init)
        } else {
            reasons = nil
        }
    }
}
