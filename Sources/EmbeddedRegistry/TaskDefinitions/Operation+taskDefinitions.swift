import ECSWire
import Foundation
import Model

extension Operation {
    /// The maximum size of a definition, in bytes.
    private static let maximumDefinitionSize = 65_536

    /// Registers a revision. Validates and encodes outside the transaction, so that concurrent registrations wait only
    /// for their commit.
    static let registerTaskDefinition = Operation(
        name: ECS.RegisterTaskDefinition.name
    ) { body, transactions throws(ECSError) in
        let input = try JSONBody.decode(ECS.RegisterTaskDefinition.Input.self, from: body)
        let registration = try registration(input)
        return try await transactions.write { store throws(ECSError) in
            let revision = try store.register(registration)
            return response(revision, in: store.scope, tags: revision.tags)
        }
    }

    private static func registration(_ input: ECS.RegisterTaskDefinition.Input) throws(ECSError) -> Registration {
        try RegistrationRules.check(input)
        guard let name = input.family, let family = try? Family(name) else {
            throw .refused("Family contains invalid characters.")
        }
        let content = try JSONBody.encode(DefinitionContent.make(input))
        guard content.count <= maximumDefinitionSize else {
            throw .refused(
                "Actual length: '\(content.count)'. Max allowed length is '\(maximumDefinitionSize)' bytes.")
        }
        return Registration(
            family: family, content: content,
            tags: try input.tags.map { tags throws(ECSError) in try JSONBody.encode(tags) })
    }

    /// Deregisters a revision. Idempotent: only the first call changes anything.
    static let deregisterTaskDefinition = Operation(
        name: ECS.DeregisterTaskDefinition.name
    ) { body, transactions throws(ECSError) in
        let input = try JSONBody.decode(ECS.DeregisterTaskDefinition.Input.self, from: body)
        let id: RevisionID
        switch try DefinitionReference.read(input.taskDefinition, in: transactions.scope) {
        case .pinned(let pinned): id = pinned
        case .bare: throw .invalid("Revision is missing")
        case .invalidRevision(let text): throw .invalid("Invalid revision number. Number: \(text)")
        case .notFound: throw cannotDescribe
        }
        return try await transactions.write { store throws(ECSError) in
            guard let revision = try store.currentRevision(id) else { throw cannotDescribe }
            var after = revision
            switch revision.status {
            case .active: after = try store.deregister(revision)
            case .inactive: break
            case .deleteInProgress:
                throw .refused(
                    "The task definition could not be deregistered because it is in the process of being deleted.")
            }
            return response(after, in: store.scope, previousStatus: revision.status, tags: nil)
        }
    }

    /// Returns a revision's stored bytes. `tags` is always present, and empty unless requested.
    static let describeTaskDefinition = Operation(
        name: ECS.DescribeTaskDefinition.name
    ) { body, transactions throws(ECSError) in
        let input = try JSONBody.decode(ECS.DescribeTaskDefinition.Input.self, from: body)
        let includesTags = try EnumValue.includesTags(input.include)
        let reference = try DefinitionReference.read(input.taskDefinition, in: transactions.scope)
        let read = { () throws(ECSError) -> (status: RevisionStatus, response: Data) in
            try transactions.query { store throws(ECSError) in
                let revision = try described(reference, store)
                let tags = includesTags ? revision.tags : nil
                return (revision.status, response(revision, in: store.scope, tags: tags ?? Data("[]".utf8)))
            }
        }
        let found = try read()
        guard found.status == .deleteInProgress else { return found.response }
        // Its deletion may be due.
        try await transactions.catchUp()
        return try read().response
    }

    private static func described(
        _ reference: DefinitionReference, _ store: Store
    ) throws(ECSError) -> StoredRevision {
        let revision: StoredRevision?
        switch reference {
        case .pinned(let id): revision = try store.revision(id)
        case .bare(let family): revision = try store.newestActive(family)
        case .invalidRevision: throw .invalid("Invalid task definition: Invalid revision number.")
        case .notFound: revision = nil
        }
        guard let revision else { throw cannotDescribe }
        return revision
    }

    private static let cannotDescribe = ECSError.refused("Unable to describe task definition.")

    private static func response(
        _ revision: StoredRevision, in scope: RegistryScope, previousStatus: RevisionStatus? = nil, tags: Data?
    ) -> Data {
        var body = Data(capacity: revision.content.count + 512 + (tags?.count ?? 0))
        body.append(contentsOf: "{\"taskDefinition\":".utf8)
        revision.append(to: &body, in: scope, previousStatus: previousStatus)
        if let tags {
            body.append(contentsOf: ",\"tags\":".utf8)
            body.append(tags)
        }
        body.append(UInt8(ascii: "}"))
        return body
    }

    /// Deletes up to 10 revisions, each on its own: those that cannot be deleted are in the failures, under the name in
    /// the request. Idempotent.
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
