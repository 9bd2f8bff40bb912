import Foundation
import Model

/// What uses a revision that is not ACTIVE, told apart by when it began to: up to ten minutes after a deregistration
/// the revision can still be taken up
/// ([DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)).
struct UsesByDeregistration {
    /// By whoever did not use it when it was deregistered.
    let after: [Reference]
    /// By all others: they did use it then, or do not say since when they do.
    let before: [Reference]

    /// - Parameters:
    ///   - references: those that name the revision by its number, in order.
    ///   - deregistration: when it was deregistered; nil where that is not known.
    init(_ references: [Reference], since deregistration: Date?) {
        guard let deregistration else {
            (after, before) = ([], references)
            return
        }
        let isLater = { (reference: Reference) in reference.since.map { $0 >= deregistration } }
        // A service's own reference has no time, its deployment's has.
        let late = Set(references.filter { isLater($0) == true }.map(\.name))
        let began = { (reference: Reference) in isLater(reference) ?? late.contains(reference.name) }
        // A service that ran on it goes on to start tasks on it: they are none of theirs who took it up.
        let ranOn = references.contains { $0.kind.startsTasks && !began($0) }
        let isNew = { (reference: Reference) in began(reference) && !(ranOn && reference.kind == .task) }
        after = references.filter(isNew)
        before = references.filter { !isNew($0) }
    }
}

extension ReferenceKind {
    /// Whether it is a service, which starts tasks for as long as it is there.
    fileprivate var startsTasks: Bool { source == .services || source == .serviceDeployments }
}

/// What uses revisions that were removed a moment ago, in order: nothing did when they were, so that whatever
/// does now has taken them up since, whether it says so or not.
///
/// - Parameters:
///   - removed: when each was deregistered.
///   - references: read after that.
package func takenUpAgain(_ removed: [RevisionID: Date], by references: ReferenceIndex) -> [Drift] {
    removed.compactMap { id, date in
        let users = references[id.family].pinned[id.revision] ?? []
        return users.isEmpty ? nil : Drift(id.family, [id.revision], .takenUpAgain(users, deregisteredAt: date))
    }.sorted()
}
