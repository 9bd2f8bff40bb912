import AWSWire
import ECSWire
import Foundation
import Model

/// A revision that services and tasks may start to use.
struct UsableRevision: Sendable {
    let revision: StoredRevision
    /// The decoded content.
    let definition: ECS.TaskDefinition
    let arn: String

    /// The tags, for tasks that inherit them.
    func tags() throws(ECSError) -> [ECS.Tag] { try revision.decodedTags() }
}

extension StoredRevision {
    /// The tags as shapes.
    func decodedTags() throws(ECSError) -> [ECS.Tag] {
        guard let tags else { return [] }
        guard let read = try? WireCoding.decode([ECS.Tag].self, from: tags) else {
            throw ECSError(.server, "The tags of \(name) cannot be read.")
        }
        return read
    }
}

extension Store {
    /// The revision that RunTask, StartTask, CreateService, UpdateService or CreateTaskSet names. It must be ACTIVE, or
    /// have been ACTIVE within the propagation window: ECS may still accept it then, and this registry does.
    ///
    /// That a revision in deletion gets the message for an INACTIVE one is this registry's choice.
    /// - Parameter code: the exception for an INACTIVE revision, which depends on the operation.
    /// - Throws: ClientException "TaskDefinition not found." if there is no such revision, or the family has no ACTIVE
    ///   one.
    func usableRevision(_ text: String?, errorIfInactive code: ECSErrorCode) throws(ECSError) -> UsableRevision {
        let found: StoredRevision?
        switch try DefinitionReference.read(text, in: scope) {
        case .pinned(let id): found = try revision(id)
        case .bare(let family): found = try newestActive(family)
        case .invalidRevision, .notFound: found = nil
        }
        guard let found else { throw .refused("TaskDefinition not found.") }
        guard found.status == .active || isInPropagationWindow(found) else {
            throw ECSError(code, "TaskDefinition is inactive")
        }
        return try decoded(found)
    }

    private func isInPropagationWindow(_ revision: StoredRevision) -> Bool {
        guard revision.status == .inactive, let deregisteredAt = revision.deregisteredAt else { return false }
        // If the clock was set back to before the deregistration, the window is closed.
        return now.milliseconds >= deregisteredAt
            && now.milliseconds - deregisteredAt < settings.propagationWindowMilliseconds
    }

    /// The revision that a service already uses, ACTIVE or not.
    func revisionInUse(_ arn: String?) throws(ECSError) -> UsableRevision {
        guard let arn, case .pinned(let id) = DefinitionReference(arn, in: scope), let found = try revision(id) else {
            throw ECSError(.server, "The task definition \(arn ?? "") of a service is not in the registry.")
        }
        return try decoded(found)
    }

    private func decoded(_ revision: StoredRevision) throws(ECSError) -> UsableRevision {
        UsableRevision(
            revision: revision, definition: try JSONBody.decode(ECS.TaskDefinition.self, from: revision.content),
            arn: revision.arn(in: scope))
    }
}
