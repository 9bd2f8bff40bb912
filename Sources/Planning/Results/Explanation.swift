import Foundation
import Model

/// What decides about one revision, and the evidence for it.
package struct Explanation: Equatable, Sendable {
    /// The revision.
    package let id: RevisionID
    /// The registry that was read; nil if it was empty and so could not be identified.
    package let scope: RegistryScope?
    /// The registry's description of it; nil if there is no such revision, or no longer.
    package let state: RevisionDescription?
    /// Everything that uses it, or could, in order.
    package let users: [ExplainedReference]
    /// How the references were read.
    package let coverage: Coverage
    /// The configuration's waivers.
    package let waivers: [WaiverUse]
    /// What a plan decides about it.
    package let verdict: Verdict
    /// Every rule that applies; never empty. The first decides; the others would if it did not apply.
    package let rules: [Rule]
}

/// A reference to the revision, or one that could be to it.
package struct ExplainedReference: Equatable, Sendable {
    /// The reference.
    package let reference: Reference
    /// The waiver that keeps it from holding anything; nil if there is none.
    package let waiver: OpaqueWaiver?
}

/// What a plan decides about a revision.
package enum Verdict: String, Equatable, Sendable, CaseIterable {
    /// ACTIVE and declared.
    case declared
    /// ACTIVE, not declared, and something holds it.
    case withheld
    /// ACTIVE, not declared, and nothing holds it: the next apply deregisters it.
    case removed
    /// ACTIVE, not declared, and its manifest only reports it.
    case reported
    /// ACTIVE, in a family without a manifest.
    case unmanaged
    /// Deregistered already.
    case notActive
    /// It does not exist.
    case missing
}

/// One rule that applies to a revision.
package enum Rule: Equatable, Sendable {
    /// No manifest names its family.
    case unmanaged
    /// An entry of the manifest at that location selects it; if by age, until that time.
    case declared(ActiveSelector, SourceLocation, until: Date?)
    /// No entry selects it, and the manifest, whose name is at that location, says `prune: report`.
    case reportOnly(SourceLocation)
    /// `spec.protect` names it at that location.
    case protected(SourceLocation)
    /// Something else holds it.
    case held(WithholdReason)
    /// No entry selects it, and nothing holds it. The location is that of the manifest's name.
    case undeclared(RemovalReason, SourceLocation)
    /// It differs from what its manifest or its users expect.
    case drifting(DriftReason)
    /// It was deregistered.
    case notActive(RevisionStatus)
    /// It never existed, or is gone.
    case missing
}

extension Explanation {
    /// Whether everything is known: the references were read completely, and the revision exists.
    package var isComplete: Bool { coverage.isComplete && verdict != .missing }

    /// Whether its manifest only reports it, and nothing else keeps it.
    package var wouldBeRemoved: Bool {
        verdict == .reported && rules.contains { if case .undeclared = $0 { true } else { false } }
    }
}

extension Rule {
    /// The code in JSON.
    package var code: String {
        switch self {
        case .unmanaged: DriftReason.Code.unmanagedFamily.rawValue
        case .declared: "declared"
        case .reportOnly: "reportOnly"
        case .protected: WithholdReason.Code.protected.rawValue
        case .held(let reason): reason.code.rawValue
        case .undeclared(let reason, _): reason.rawValue
        case .drifting(let reason): reason.code.rawValue
        case .notActive: "notActive"
        case .missing: "missing"
        }
    }

    /// The location in a manifest, if any.
    package var location: SourceLocation? {
        switch self {
        case .declared(_, let location, _), .reportOnly(let location), .protected(let location),
            .undeclared(_, let location):
            location
        case .drifting(let reason): reason.location
        case .unmanaged, .held, .notActive, .missing: nil
        }
    }
}
