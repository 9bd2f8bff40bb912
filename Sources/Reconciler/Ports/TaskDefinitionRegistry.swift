import Foundation
import Manifests
import Model
import Planning

/// The registry of task definitions as the reconciler needs it: the seam to ECS and whatever speaks its API.
///
/// Every method answers whole or throws: a page that did not come is an error, never a shorter list.
package protocol TaskDefinitionRegistry: Sendable {
    /// The ACTIVE revisions of every family, or of some.
    ///
    /// - Parameter families: nil for all, at the cost of one list; otherwise one list for each.
    func activeRevisions(of families: Set<Family>?) async throws(RegistryFailure) -> ActiveRevisions

    /// What a revision is now; nil when there is none. One call.
    func describe(_ id: RevisionID) async throws(RegistryFailure) -> RevisionDescription?

    /// The revisions of a family in one state. One list.
    func revisions(of family: Family, _ status: RevisionStatus) async throws(RegistryFailure) -> RevisionSet

    /// Takes a revision out of service; safe to repeat. One attempt, answered within seconds or not at all: what
    /// it rests on grows old, so that only the caller can tell whether to try again. What the registry says is not
    /// yet a proof.
    ///
    /// - Parameters:
    ///   - scope: the registry that the evidence is of, where that is known: should the credentials be those of another
    ///     account by now, it is refused there.
    ///   - limit: for how long the evidence is still good: what is not on its way by then is ``RegistryFailure/Outlook/notSent``.
    func deregister(
        _ id: RevisionID, in scope: RegistryScope?, sentWithin limit: Duration
    ) async throws(RegistryFailure)
}

/// What a registry lists as ACTIVE.
package struct ActiveRevisions: Equatable, Sendable {
    /// The account and Region, read off the ARNs; nil when there were none.
    package let scope: RegistryScope?
    /// By family; families without one are absent.
    package let families: [Family: RevisionSet]

    /// A list that was read whole.
    package init(scope: RegistryScope?, families: [Family: RevisionSet]) {
        self.scope = scope
        self.families = families
    }
}

/// What is read about one revision.
package struct RevisionDescription: Equatable, Sendable {
    /// Its state at the time of the call.
    package let status: RevisionStatus
    /// Nil where the registry keeps no dates.
    package let registeredAt: Date?
    /// Nil for one that is ACTIVE, and where the registry keeps no dates.
    package let deregisteredAt: Date?

    /// A description.
    package init(status: RevisionStatus, registeredAt: Date?, deregisteredAt: Date? = nil) {
        self.status = status
        self.registeredAt = registeredAt
        self.deregisteredAt = deregisteredAt
    }
}

/// A call that gave no answer that can be relied on: what failed, where, and the way out, in one sentence.
package struct RegistryFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// What follows from it.
    package let outlook: Outlook
    /// Whether the call may have reached the registry, which may carry it out even later.
    package let isUnanswered: Bool

    /// Whether it is worth asking again, and for what.
    package enum Outlook: Equatable, Sendable {
        /// Trying again may help: a throttle, a time-out, a lost connection.
        case mayPass
        /// The time in which it was to be sent passed first; with newer evidence it has another.
        case notSent
        /// This call cannot succeed as it is; another one may.
        case lasts
        /// No call of the kind can succeed: denied, or no credentials.
        case concernsAll
    }

    /// A reason in one sentence.
    package init(_ description: String, _ outlook: Outlook = .lasts, isUnanswered: Bool = false) {
        self.description = description
        self.outlook = outlook
        self.isUnanswered = isUnanswered
    }
}

/// Everything that can refer to a revision: the seam to the sources of references.
package protocol ReferenceReader: Sendable {
    /// The sources that there are, waived ones too: a reading without one of them is not whole.
    var sources: Set<ReferenceSourceName> { get }

    /// Reads every source anew. It never throws: a source that failed is in the coverage, with the reason.
    func read() async -> ReferenceReading

    /// The same for what can use one of these families: a reader may leave out what cannot, where that is cheaper.
    ///
    /// - Parameter families: nil for all of them.
    func read(of families: Set<Family>?) async -> ReferenceReading
}

extension ReferenceReader {
    /// Reads all: more than was asked for is never wrong.
    package func read(of families: Set<Family>?) async -> ReferenceReading { await read() }
}

/// What the sources said, and how far they can be relied on.
package struct ReferenceReading: Equatable, Sendable {
    /// In any order.
    package let references: [Reference]
    /// One reading for each source.
    package let coverage: Coverage

    /// A reading.
    package init(references: [Reference], coverage: Coverage) {
        self.references = references
        self.coverage = coverage
    }
}
