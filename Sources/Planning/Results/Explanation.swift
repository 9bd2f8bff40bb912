import Foundation
import Model

/// What decides the fate of one revision, and all that this rests on.
package struct Explanation: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// The registry that was read; nil when it had nothing to tell it by.
    package let scope: RegistryScope?
    /// What the registry says of it; nil where there is no such revision, or none any longer.
    package let state: RevisionDescription?
    /// Everything that uses it, or could, in order.
    package let users: [ExplainedReference]
    /// How the references were read.
    package let coverage: Coverage
    /// What the configuration waives to know.
    package let waivers: [WaiverUse]
    /// What becomes of it.
    package let verdict: Verdict
    /// Everything that bears on it; never empty. The first decides, the others would where it did not.
    package let rules: [Rule]
}

/// A reference to the revision, or one that could be.
package struct ExplainedReference: Equatable, Sendable {
    /// Who, what, and when that was read.
    package let reference: Reference
    /// Why it holds nothing back; nil where it does.
    package let waiver: OpaqueWaiver?
}

/// What becomes of a revision.
package enum Verdict: String, Equatable, Sendable, CaseIterable {
    /// ACTIVE and meant to be.
    case declared
    /// ACTIVE, not declared, and something holds it.
    case withheld
    /// ACTIVE, not declared, and nothing holds it: the next apply takes it out of service.
    case removed
    /// ACTIVE, not declared, and its manifest only reports that.
    case reported
    /// ACTIVE, in a family without a manifest.
    case unmanaged
    /// Deregistered already.
    case notActive
    /// Not there.
    case missing
}

/// One thing that bears on the fate of a revision.
package enum Rule: Equatable, Sendable {
    /// No manifest names its family.
    case unmanaged
    /// An entry of the manifest selects it, at that location; by age, until then.
    case declared(ActiveSelector, SourceLocation, until: Date?)
    /// No entry selects it, and the manifest, whose name stands there, says `prune: report`.
    case reportOnly(SourceLocation)
    /// `spec.protect` names it there.
    case protected(SourceLocation)
    /// Something else holds it.
    case held(WithholdReason)
    /// No entry of the manifest, whose name stands there, selects it, and nothing holds it.
    case undeclared(RemovalReason, SourceLocation)
    /// It is not as the manifest, or what uses it, would have it.
    case drifting(DriftReason)
    /// It was deregistered.
    case notActive(RevisionStatus)
    /// It was never there, or is gone.
    case missing
}

extension Explanation {
    /// Whether all was known: the references were read whole, and there is such a revision.
    package var isComplete: Bool { coverage.isComplete && verdict != .missing }
}

extension Rule {
    /// The word for it in JSON.
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

    /// The location in a manifest, where there is one.
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
