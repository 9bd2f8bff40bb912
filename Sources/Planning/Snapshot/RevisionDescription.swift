import Foundation
import Model

/// What the registry says of one revision.
package struct RevisionDescription: Equatable, Sendable {
    /// Its state at the time of the call.
    package let status: RevisionStatus
    /// Nil where the registry gave no date.
    package let registeredAt: Date?
    /// Nil for one that is ACTIVE, and where the registry gave no date.
    package let deregisteredAt: Date?

    /// A description.
    package init(_ status: RevisionStatus, registeredAt: Date? = nil, deregisteredAt: Date? = nil) {
        self.status = status
        self.registeredAt = registeredAt
        self.deregisteredAt = deregisteredAt
    }
}
