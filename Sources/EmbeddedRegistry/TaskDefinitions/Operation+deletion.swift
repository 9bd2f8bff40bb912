import ECSWire
import Foundation
import Model

extension Operation {
    /// Up to 10 revisions, each judged alone: what cannot be deleted is among the failures, under the name it was
    /// given. A repeat succeeds.
    static let deleteTaskDefinitions = Operation(
        name: ECS.DeleteTaskDefinitions.name
    ) { body, transactions throws(ECSError) in
        let references = try JSONBody.decode(ECS.DeleteTaskDefinitions.Input.self, from: body).taskDefinitions ?? []
        guard !references.isEmpty else {
            throw .invalid("size of TaskDefinition references list must be greater than 0")
        }
        guard references.count <= 10 else {
            throw .invalid("Size of TaskDefinition references list cannot exceed 10")
        }
        return try await transactions.write { store throws(ECSError) in
            var (deleted, failures): ([Data], [Data]) = ([], [])
            for reference in references {
                switch try delete(reference, store) {
                case .success(let definition): deleted.append(definition)
                case .failure(let refusal):
                    failures.append(
                        try JSONBody.encode(ECS.Failure { ($0.arn, $0.reason) = (reference, refusal.message) }))
                }
            }
            return Data(#"{"taskDefinitions":["#.utf8) + Data(deleted.joined(separator: Data(",".utf8)))
                + Data(#"],"failures":["#.utf8) + Data(failures.joined(separator: Data(",".utf8))) + Data("]}".utf8)
        }
    }

    private static func delete(_ reference: String, _ store: Store) throws(ECSError) -> Result<Data, ECSError> {
        let id: RevisionID
        switch DefinitionReference(reference, in: store.scope) {
        case .pinned(let pinned): id = pinned
        case .bare, .invalidRevision:
            return .failure(
                .refused(
                    "The specified task definition identifier is invalid. Specify a valid name or ARN and try again."))
        case .notFound: return .failure(doesNotExist)
        }
        guard let revision = try store.currentRevision(id) else { return .failure(doesNotExist) }
        switch revision.status {
        case .active:
            return .failure(
                .refused(
                    "The specified task definition is still in ACTIVE status. "
                        + "Please deregister the target and try again."))
        case .inactive:
            return .success(json(try store.delete(revision), from: .inactive, store))
        case .deleteInProgress:
            return .success(json(revision, from: .deleteInProgress, store))
        }
    }

    private static func json(_ revision: StoredRevision, from status: RevisionStatus, _ store: Store) -> Data {
        var json = Data()
        revision.append(to: &json, in: store.scope, previousStatus: status)
        return json
    }

    private static let doesNotExist = ECSError.refused(
        "The specified task definition does not exist. Specify a valid account, family, revision and try again.")
}
