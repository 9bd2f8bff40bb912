import Foundation
import Model
import Planning

/// The registry of task definitions as the reconciler needs it: the port to ECS and anything that speaks its API.
///
/// Every method returns a complete result or throws: a missing page is an error, never a shorter list.
package protocol TaskDefinitionRegistry: Sendable {
    /// Returns the ACTIVE revisions of every family, or of some.
    ///
    /// - Parameter families: nil for all, at the cost of one list; otherwise one list for each family.
    func activeRevisions(of families: Set<Family>?) async throws(RegistryFailure) -> ActiveRevisions

    /// Returns the newest ACTIVE revisions of a family: at least so many, unless it has fewer. One page of a list, if
    /// that has as many.
    func newestRevisions(of family: Family, atLeast count: Int) async throws(RegistryFailure) -> NewestRevisions

    /// Describes a revision; nil if it does not exist. One call.
    func describe(_ id: RevisionID) async throws(RegistryFailure) -> RevisionDescription?

    /// Returns the revisions of a family with one status. One list.
    func revisions(of family: Family, _ status: RevisionStatus) async throws(RegistryFailure) -> RevisionSet

    /// Deregisters a revision; safe to repeat. A single attempt with a deadline of seconds: its evidence expires, so
    /// that only the caller can decide whether to retry.
    ///
    /// - Parameters:
    ///   - scope: the registry that the evidence is from, if known: the call is refused there if the credentials are
    ///     another account's by now.
    ///   - limit: how long the evidence is still valid: a request not sent by then fails with
    ///     ``RegistryFailure/Retryability/notSent``, and so does one that the rate limit does not admit at once.
    func deregister(
        _ id: RevisionID, in scope: RegistryScope?, sentWithin limit: Duration
    ) async throws(RegistryFailure) -> DeregistrationResponse
}

/// What a registry says in response to a deregistration.
package enum DeregistrationResponse: Equatable, Sendable {
    /// The revision that was named is INACTIVE, or already being deleted.
    case deregistered
    /// The same, and it was before this call.
    case alreadyDeregistered
    /// Something else: only a description can tell.
    case unclear
}

/// The newest ACTIVE revisions of a family.
package struct NewestRevisions: Equatable, Sendable {
    /// The account and Region, taken from the ARNs; nil if there were none.
    package let scope: RegistryScope?
    /// Every ACTIVE revision from the lowest of these on.
    package let revisions: RevisionSet
    /// Whether these are all that the family has.
    package let isComplete: Bool

    package init(scope: RegistryScope?, revisions: RevisionSet, isComplete: Bool) {
        self.scope = scope
        self.revisions = revisions
        self.isComplete = isComplete
    }

    /// The ACTIVE revisions, as far as they decide about these ones. Those below the list count as ACTIVE: whether they
    /// still are changes nothing for others, and deregistering an INACTIVE one changes nothing at all.
    func active(assuming candidates: RevisionSet) -> RevisionSet {
        guard !isComplete, let lowest = revisions.oldest else { return revisions }
        return revisions.union(RevisionSet(candidates.filter { $0 < lowest }))
    }
}

/// The revisions that a registry lists as ACTIVE.
package struct ActiveRevisions: Equatable, Sendable {
    /// The account and Region, taken from the ARNs; nil if there were none.
    package let scope: RegistryScope?
    /// By family; families without one are absent.
    package let families: [Family: RevisionSet]

    package init(scope: RegistryScope?, families: [Family: RevisionSet]) {
        self.scope = scope
        self.families = families
    }
}

/// A call without a reliable response: what failed, where, and the remedy, in one sentence.
package struct RegistryFailure: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Whether another attempt may succeed.
    package let retryability: Retryability
    /// Whether the call may have reached the registry, which may still carry it out.
    package let isUnanswered: Bool

    /// Whether another attempt may succeed, and under which conditions.
    package enum Retryability: Equatable, Sendable {
        /// Another attempt may succeed: a timeout, a lost connection, an error of the server.
        case transient
        /// It was refused because there were too many calls; a later one may succeed.
        case throttled
        /// It was not sent: the rate limit did not admit it at once, or its deadline came first.
        case notSent
        /// This call cannot succeed as it is; other calls may.
        case permanent
        /// No call of this kind can succeed: access is denied, or there are no credentials.
        case affectsAllCalls
    }

    /// A reason in one sentence.
    package init(_ description: String, _ retryability: Retryability = .permanent, isUnanswered: Bool = false) {
        self.description = description
        self.retryability = retryability
        self.isUnanswered = isUnanswered
    }
}
