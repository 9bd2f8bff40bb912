import Model
import Planning

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

    var scope: RegistryScope { RegistryScope(partition: partition, region: region, account: account) }
}

/// How one source was read.
struct ReadingDocument: Encodable {
    let source: String
    let state: String
    let references: Int?
    /// The families that it was read for, whose references are counted; absent if it was read for all.
    let families: [String]?
    let reason: String?
    /// Of a waiver.
    let place: String?
    let readAt: String?
    /// To the millisecond.
    let tookSeconds: Double?

    /// - Parameter withTime: true for an outcome, which happens once; a plan carries no time, see `Documents.swift`.
    init(_ reading: SourceReading, withTime: Bool) {
        source = reading.source.rawValue
        if withTime, case .complete(let moment, let took, _, _, _) = reading.state {
            (readAt, tookSeconds) = (moment.date.iso8601, (took.seconds * 1000).rounded() / 1000)
        } else {
            (readAt, tookSeconds) = (nil, nil)
        }
        if case .complete(_, _, _, _, let of?) = reading.state {
            families = of.sorted().map(\.name)
        } else {
            families = nil
        }
        switch reading.state {
        case .complete(_, _, _, let count, _): (state, references, reason, place) = ("whole", count, nil, nil)
        case .failed(let failure): (state, references, reason, place) = ("failed", nil, failure.message, nil)
        case .waived(let why, let place): (state, references, reason, self.place) = ("waived", nil, why, "\(place)")
        }
    }
}

/// A waiver for one thing whose use of task definitions cannot be known.
struct WaiverDocument: Encodable {
    let source: String
    let name: String
    let reason: String
    let place: String
    let message: String
    /// What it waives now.
    let references: [ReferenceDocument]

    init(_ use: WaiverUse) {
        source = use.waiver.source.rawValue
        name = use.waiver.name
        reason = use.waiver.reason
        place = use.waiver.location.description
        message = use.message
        references = use.references.map(ReferenceDocument.init)
    }
}

struct RemovalDocument: Encodable {
    let family: String
    let revision: Int
    let reason: String

    init(_ removal: Removal) { self.init(removal.id, removal.reason) }

    init(_ id: RevisionID, _ reason: RemovalReason) {
        family = id.family.name
        revision = id.revision.number
        self.reason = reason.rawValue
    }
}

/// What would be removed and withheld in the families with `prune: report`. Not read back: `apply --plan` takes the
/// plan's own removals only.
struct ReportedDocument: Encodable {
    let removals: [RemovalDocument]
    let withheld: [WithheldDocument]

    init(_ reported: ReportedChanges) {
        removals = reported.removals.map { RemovalDocument($0.id, $0.reason) }
        withheld = reported.withheld.map(WithheldDocument.init)
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
        code = reason.code.rawValue
        message = reason.message
        switch reason {
        case .inUse(let users), .opaque(let users): references = users.map(ReferenceDocument.init)
        default: references = nil
        }
    }
}

struct ReferenceDocument: Encodable {
    let kind: String
    let name: String
    let source: String
    /// `web:41`, or `web` for its newest ACTIVE revision; absent if it could be any family.
    let names: String?
    /// What chooses the revision at run time, if that is how it is chosen.
    let expression: String?
    /// Why it is unknown which revision it uses: the code of an ``Opacity``, a sentence, and what would make it known.
    let opaque: String?
    let why: String?
    let remedy: String?
    let since: String?

    init(_ reference: Reference) {
        kind = reference.kind.rawValue
        name = reference.name
        source = reference.kind.source.rawValue
        since = reference.since?.iso8601
        switch reference.target {
        case .named(.pinned(let id, _)): names = id.description
        case .named(.bare(let family, _)): names = family.name
        case .opaque(let family, _): names = family?.name
        }
        let opacity = reference.opacity
        expression = if case .computed(let text) = opacity { text } else { nil }
        (opaque, why, remedy) = (opacity?.code, opacity?.words, opacity?.remedy)
    }
}

/// One difference.
package struct DriftDocument: Encodable {
    let family: String
    let revisions: [RangeDocument]
    let reason: String
    let message: String
    let place: String?
    let references: [ReferenceDocument]?
    let deregisteredAt: String?

    /// A difference as JSON.
    package init(_ drift: Drift) {
        family = drift.family.name
        revisions = drift.revisions.ranges.map(RangeDocument.init)
        reason = drift.reason.code.rawValue
        message = drift.message
        place = drift.reason.location?.description
        switch drift.reason {
        case .inactiveInUse(let users):
            (references, deregisteredAt) = (users.map(ReferenceDocument.init), nil)
        case .removedInUse(let users, let date):
            (references, deregisteredAt) = (users.map(ReferenceDocument.init), date?.iso8601)
        case .takenUpAgain(let users, let date):
            (references, deregisteredAt) = (users.map(ReferenceDocument.init), date.iso8601)
        case .undeclared, .declaredInactive, .declaredMissing, .declaredDeleting, .unmanagedFamily:
            (references, deregisteredAt) = (nil, nil)
        }
    }
}

/// A range of revisions, both ends included: a family can have very many missing ones.
struct RangeDocument: Encodable {
    let first: Int
    let last: Int

    init(_ range: ClosedRange<Int>) {
        first = range.lowerBound
        last = range.upperBound
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
    /// What used a revision that was removed in use.
    let references: [ReferenceDocument]?
    let evidence: [ReadingDocument]?

    init(_ outcome: RevisionOutcome) {
        family = outcome.id.family.name
        revision = outcome.id.revision.number
        self.outcome = outcome.outcome.code.rawValue
        evidence = outcome.evidence?.readings.map { ReadingDocument($0, withTime: true) }
        message = outcome.outcome.message
        switch outcome.outcome {
        case .withheld(let why): (reasons, references) = (why.map(ReasonDocument.init), nil)
        case .removedInUse(let users): (reasons, references) = (nil, users.map(ReferenceDocument.init))
        case .removed, .alreadyDeregistered, .failed, .unverified, .notAttempted: (reasons, references) = (nil, nil)
        }
    }
}
