import ECSWire
import Foundation

/// An API operation: its name and its handler.
struct Operation: Sendable {
    /// The name in `X-Amz-Target`.
    let name: String
    /// Maps a request body to a response body.
    let respond: @Sendable (Data, Transactions) async throws(ECSError) -> Data

    /// An operation that changes nothing.
    ///
    /// - Parameter catchesUp: whether everything that is due is carried out first, so that the response reflects it.
    static func reading<Kind: ECSOperation>(
        _ kind: Kind.Type, catchesUp: Bool = true,
        _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        Operation(name: kind.name) { body, transactions throws(ECSError) in
            if catchesUp { try await transactions.catchUp() }
            let input = try JSONBody.decode(Kind.Input.self, from: body)
            return try JSONBody.encode(transactions.read { store throws(ECSError) in try handle(input, store) })
        }
    }

    /// An operation that changes something. Everything that is due is carried out first.
    static func writing<Kind: ECSOperation>(
        _ kind: Kind.Type, _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        Operation(name: kind.name) { body, transactions throws(ECSError) in
            let input = try JSONBody.decode(Kind.Input.self, from: body)
            // In its own transaction first: if the change is refused, only the change is rolled back.
            try await transactions.catchUp()
            return try await transactions.write { store throws(ECSError) in
                try store.catchUp()
                return try JSONBody.encode(handle(input, store))
            }
        }
    }

    /// The operation with this name; nil if the registry does not support it.
    static func named(_ name: String) -> Operation? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Every operation that the registry supports.
    static let all: [Operation] = [
        registerTaskDefinition,
        deregisterTaskDefinition,
        describeTaskDefinition,
        deleteTaskDefinitions,
        listTaskDefinitions,
        .reading(ECS.ListTaskDefinitionFamilies.self, listTaskDefinitionFamilies),
        .writing(ECS.TagResource.self, tagResource),
        .writing(ECS.UntagResource.self, untagResource),
        .reading(ECS.ListTagsForResource.self, listTagsForResource),
        .writing(ECS.CreateCluster.self, createCluster),
        .reading(ECS.DescribeClusters.self, describeClusters),
        .reading(ECS.ListClusters.self, listClusters),
        .writing(ECS.DeleteCluster.self, deleteCluster),
        .writing(ECS.UpdateCluster.self, updateCluster),
        .writing(ECS.UpdateClusterSettings.self, updateClusterSettings),
        .writing(ECS.PutClusterCapacityProviders.self, putClusterCapacityProviders),
        .writing(ECS.CreateService.self, createService),
        .writing(ECS.UpdateService.self, updateService),
        .writing(ECS.DeleteService.self, deleteService),
        .reading(ECS.ListServices.self, listServices),
        .reading(ECS.DescribeServices.self, describeServices),
        .writing(ECS.CreateTaskSet.self, createTaskSet),
        .writing(ECS.UpdateTaskSet.self, updateTaskSet),
        .writing(ECS.UpdateServicePrimaryTaskSet.self, updateServicePrimaryTaskSet),
        .reading(ECS.DescribeTaskSets.self, describeTaskSets),
        .writing(ECS.DeleteTaskSet.self, deleteTaskSet),
        .reading(ECS.ListServiceDeployments.self, listServiceDeployments),
        .reading(ECS.DescribeServiceDeployments.self, describeServiceDeployments),
        .reading(ECS.DescribeServiceRevisions.self, describeServiceRevisions),
        .writing(ECS.RunTask.self, runTask),
        .writing(ECS.StartTask.self, startTask),
        .writing(ECS.StopTask.self, stopTask),
        .reading(ECS.ListTasks.self, listTasks),
        .reading(ECS.DescribeTasks.self, describeTasks),
        .reading(ECS.ListAccountSettings.self, catchesUp: false, listAccountSettings),
    ]
}
