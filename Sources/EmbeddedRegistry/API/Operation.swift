import ECSWire
import Foundation

/// How the registry answers one operation.
struct Operation: Sendable {
    /// As in `X-Amz-Target`.
    let name: String
    /// From the request's body to the answer's.
    let respond: @Sendable (Data, Transactions) async throws(ECSError) -> Data

    /// An operation that changes nothing, but sees what time has brought by now.
    static func observing<Kind: ECSOperation>(
        _ kind: Kind.Type, _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        let reading = reading(kind, handle)
        return Operation(name: kind.name) { body, transactions throws(ECSError) in
            try await transactions.catchUp()
            return try await reading.respond(body, transactions)
        }
    }

    /// An operation that changes nothing.
    static func reading<Kind: ECSOperation>(
        _ kind: Kind.Type, _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        Operation(name: kind.name) { body, transactions throws(ECSError) in
            let input = try JSONBody.decode(Kind.Input.self, from: body)
            return try JSONBody.encode(transactions.read { store throws(ECSError) in try handle(input, store) })
        }
    }

    /// An operation that changes something, after what time has brought by now.
    static func writing<Kind: ECSOperation>(
        _ kind: Kind.Type, _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        Operation(name: kind.name) { body, transactions throws(ECSError) in
            let input = try JSONBody.decode(Kind.Input.self, from: body)
            // On its own first: a change that is refused undoes what it did alone.
            try await transactions.catchUp()
            return try await transactions.write { store throws(ECSError) in
                try store.catchUp()
                return try JSONBody.encode(handle(input, store))
            }
        }
    }

    /// Every operation that the registry has.
    static var names: [String] { byName.keys.sorted() }

    /// The operation of that name, if the registry has it.
    static func named(_ name: String) -> Operation? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static let all: [Operation] = [
        registerTaskDefinition,
        deregisterTaskDefinition,
        describeTaskDefinition,
        deleteTaskDefinitions,
        listTaskDefinitions,
        .observing(ECS.ListTaskDefinitionFamilies.self, listTaskDefinitionFamilies),
        .writing(ECS.TagResource.self, tagResource),
        .writing(ECS.UntagResource.self, untagResource),
        .observing(ECS.ListTagsForResource.self, listTagsForResource),
        .writing(ECS.CreateCluster.self, createCluster),
        .observing(ECS.DescribeClusters.self, describeClusters),
        .observing(ECS.ListClusters.self, listClusters),
        .writing(ECS.DeleteCluster.self, deleteCluster),
        .writing(ECS.UpdateCluster.self, updateCluster),
        .writing(ECS.UpdateClusterSettings.self, updateClusterSettings),
        .writing(ECS.PutClusterCapacityProviders.self, putClusterCapacityProviders),
        .writing(ECS.CreateService.self, createService),
        .writing(ECS.UpdateService.self, updateService),
        .writing(ECS.DeleteService.self, deleteService),
        .observing(ECS.ListServices.self, listServices),
        .observing(ECS.DescribeServices.self, describeServices),
        .writing(ECS.CreateTaskSet.self, createTaskSet),
        .writing(ECS.UpdateTaskSet.self, updateTaskSet),
        .writing(ECS.UpdateServicePrimaryTaskSet.self, updateServicePrimaryTaskSet),
        .observing(ECS.DescribeTaskSets.self, describeTaskSets),
        .writing(ECS.DeleteTaskSet.self, deleteTaskSet),
        .observing(ECS.ListServiceDeployments.self, listServiceDeployments),
        .observing(ECS.DescribeServiceDeployments.self, describeServiceDeployments),
        .observing(ECS.DescribeServiceRevisions.self, describeServiceRevisions),
        .writing(ECS.RunTask.self, runTask),
        .writing(ECS.StartTask.self, startTask),
        .writing(ECS.StopTask.self, stopTask),
        .observing(ECS.ListTasks.self, listTasks),
        .observing(ECS.DescribeTasks.self, describeTasks),
        .reading(ECS.ListAccountSettings.self, listAccountSettings),
    ]
}
