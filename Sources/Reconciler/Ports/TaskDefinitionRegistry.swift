import Foundation
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
    ///   - limit: for how long the evidence is still good: what is not on its way by then is ``RegistryFailure/Retryability/deadlineExpired``.
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

/// A call that gave no answer that can be relied on: what failed, where, and the way out, in one sentence.
package struct RegistryFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// What follows from it.
    package let retryability: Retryability
    /// Whether the call may have reached the registry, which may carry it out even later.
    package let isUnanswered: Bool

    /// Whether it is worth asking again, and for what.
    package enum Retryability: Equatable, Sendable {
        /// Trying again may help: a throttle, a time-out, a lost connection.
        case transient
        /// The time in which it was to be sent passed first; with newer evidence it has another.
        case deadlineExpired
        /// This call cannot succeed as it is; another one may.
        case permanent
        /// No call of the kind can succeed: denied, or no credentials.
        case affectsAllCalls
    }

    /// A reason in one sentence.
    package init(_ description: String, _ retryability: Retryability = .permanent, isUnanswered: Bool = false) {
        self.description = description
        self.retryability = retryability
        self.isUnanswered = isUnanswered
    }
}
