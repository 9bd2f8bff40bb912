import Foundation
import Model

/// The uses of a revision that is not ACTIVE, split by when they began: for up to ten minutes after its deregistration
/// a revision can still be picked up
/// ([DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)).
struct UsesByDeregistration {
    /// Uses that began at or after the deregistration.
    let after: [Reference]
    /// All others: uses that began before it, or that do not say when.
    let before: [Reference]

    /// - Parameters:
    ///   - references: the references that name the revision by number, in order.
    ///   - deregistration: when it was deregistered; nil if unknown.
    init(_ references: [Reference], since deregistration: Date?) {
        guard let deregistration else {
            (after, before) = ([], references)
            return
        }
        let isLater = { (reference: Reference) in reference.since.map { $0 >= deregistration } }
        // A service's own reference has no time, but its deployment's does.
        let late = Set(references.filter { isLater($0) == true }.map(\.name))
        let began = { (reference: Reference) in isLater(reference) ?? late.contains(reference.name) }
        // A service that already ran on it keeps starting tasks on it: those tasks are not new users.
        let ranOn = references.contains { $0.kind.startsTasks && !began($0) }
        let isNew = { (reference: Reference) in began(reference) && !(ranOn && reference.kind == .task) }
        after = references.filter(isNew)
        before = references.filter { !isNew($0) }
    }
}

extension ReferenceKind {
    /// Whether it is a service, which keeps starting tasks.
    fileprivate var startsTasks: Bool { source == .services || source == .serviceDeployments }
}

/// What the uses of a revision amount to that Roster removed: those since its deregistration took it up again, and all
/// others show that it was removed in use. Both times are the registry's own.
///
/// - Parameter description: read after the uses; nil if that failed, and then every use counts as one before.
func useAfterRemoval(
    of id: RevisionID, by users: [Reference], described description: RevisionDescription?
) -> [Drift] {
    // A deregistration without a response may never have been carried out.
    guard description?.status != .active else { return [] }
    let date = description?.deregisteredAt
    return useDrift(of: id, by: users, deregisteredAt: date) { .removedInUse($0, deregisteredAt: date) }
}
