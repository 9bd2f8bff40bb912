import ECSWire
import Foundation
import Model

extension Operation {
    /// The size of a definition that ECS takes, in bytes.
    private static let maximumDefinitionSize = 65_536

    /// Judges and encodes before the transaction, so that concurrent registrations wait for each other's commit alone.
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

    /// Idempotent: the first call alone changes anything.
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

    /// Gives stored bytes back as they are. `tags` is always there, empty unless asked for.
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
        // Its time may have come.
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
}
