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

    package init(_ status: RevisionStatus, registeredAt: Date? = nil, deregisteredAt: Date? = nil) {
        self.status = status
        self.registeredAt = registeredAt
        self.deregisteredAt = deregisteredAt
    }
}
