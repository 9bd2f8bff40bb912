import Foundation
import Model

/// One difference between what is declared and what exists.
package struct Drift: Equatable, Sendable {
    /// The family it concerns.
    package let family: Family
    /// The revisions it concerns.
    package let revisions: RevisionSet
    /// The kind of difference.
    package let reason: DriftReason

    package init(_ family: Family, _ revisions: RevisionSet, _ reason: DriftReason) {
        self.family = family
        self.revisions = revisions
        self.reason = reason
    }
}

/// The ways the registry can differ from the manifests.
package enum DriftReason: Equatable, Sendable {
    /// ACTIVE, and no entry of the manifest selects it.
    case undeclared
    /// Declared at that location, but deregistered.
    case declaredInactive(SourceLocation)
    /// Declared at that location, but never registered, or gone.
    case declaredMissing(SourceLocation)
    /// Declared at that location, but being deleted.
    case declaredDeleting(SourceLocation)
    /// Deregistered, or even being deleted, and used by what used it before, or does not say since when it does.
    case inactiveInUse([Reference])
    /// Deregistered by Roster, at that time if it is known, and used by these, which used it before, or do not say
    /// since when they do.
    case removedInUse([Reference], deregisteredAt: Date?)
    /// Deregistered at that time, and used by these, which started using it afterwards.
    case takenUpAgain([Reference], deregisteredAt: Date)
    /// No manifest names the family; it is not touched.
    case unmanagedFamily

    /// The word for it in JSON and metrics.
    package enum Code: String, CaseIterable, Sendable {
        case undeclared, declaredInactive, declaredMissing, declaredDeleting, inactiveInUse, removedInUse
        case takenUpAgain, unmanagedFamily
    }

    /// The word for it in JSON and metrics.
    package var code: Code {
        switch self {
        case .undeclared: .undeclared
        case .declaredInactive: .declaredInactive
        case .declaredMissing: .declaredMissing
        case .declaredDeleting: .declaredDeleting
        case .inactiveInUse: .inactiveInUse
        case .removedInUse: .removedInUse
        case .takenUpAgain: .takenUpAgain
        case .unmanagedFamily: .unmanagedFamily
        }
    }

    /// The location in a manifest, if any.
    package var location: SourceLocation? {
        switch self {
        case .declaredInactive(let location), .declaredMissing(let location), .declaredDeleting(let location): location
        case .undeclared, .inactiveInUse, .removedInUse, .takenUpAgain, .unmanagedFamily: nil
        }
    }
}

extension Drift: Comparable {
    /// By family, then by the lowest revision, then by reason.
    package static func < (left: Drift, right: Drift) -> Bool {
        (left.family.name, left.revisions.oldest?.number ?? 0, left.reason.code.rawValue)
            < (right.family.name, right.revisions.oldest?.number ?? 0, right.reason.code.rawValue)
    }
}
