import Foundation
import Model

/// The registry's description of one revision.
package struct RevisionDescription: Equatable, Sendable {
    /// Its status at the time of the call.
    package let status: RevisionStatus
    /// Nil if the registry gave no date.
    package let registeredAt: Date?
    /// Nil if it is ACTIVE, or if the registry gave no date.
    package let deregisteredAt: Date?
    /// Who registered it.
    package let registrar: Registrar

    package init(
        _ status: RevisionStatus, registeredAt: Date? = nil, deregisteredAt: Date? = nil,
        by registrar: Registrar = .other
    ) {
        self.status = status
        self.registeredAt = registeredAt
        self.deregisteredAt = deregisteredAt
        self.registrar = registrar
    }
}

/// Who registered a revision, as far as it decides anything.
package enum Registrar: Equatable, Sendable {
    /// AWS Batch, for a job definition: a queued job may still need it, and AWS Batch deregisters it by itself.
    case batch
    /// Anyone else, or a registry that does not say.
    case other
}
