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

    /// Describes a revision; nil if it does not exist. One call.
    func describe(_ id: RevisionID) async throws(RegistryFailure) -> RevisionDescription?

    /// Returns the revisions of a family with one status. One list.
    func revisions(of family: Family, _ status: RevisionStatus) async throws(RegistryFailure) -> RevisionSet

    /// Deregisters a revision; safe to repeat. A single attempt with a deadline of seconds: its evidence expires, so
    /// that only the caller can decide whether to retry. The registry's confirmation is not yet a proof.
    ///
    /// - Parameters:
    ///   - scope: the registry that the evidence is from, if known: the call is refused there if the credentials are
    ///     another account's by now.
    ///   - limit: how long the evidence is still valid: a request not sent by then fails with
    ///     ``RegistryFailure/Retryability/deadlineExpired``.
    func deregister(
        _ id: RevisionID, in scope: RegistryScope?, sentWithin limit: Duration
    ) async throws(RegistryFailure)
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
        /// Another attempt may succeed: a throttle, a timeout, a lost connection.
        case transient
        /// It was not sent before its deadline; with newer evidence it gets another.
        case deadlineExpired
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
