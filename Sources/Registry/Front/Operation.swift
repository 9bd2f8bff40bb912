import ECSWire
import Foundation

/// How the registry answers one operation.
struct Operation: Sendable {
    /// As in `X-Amz-Target`.
    let name: String
    /// From the request's body to the answer's.
    let answer: @Sendable (Data, Transactions) async throws(ECSError) -> Data

    /// An operation that changes nothing.
    static func reading<Kind: ECSOperation>(
        _ kind: Kind.Type, _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        Operation(name: kind.name) { body, transactions throws(ECSError) in
            let input = try JSONBody.decode(Kind.Input.self, from: body)
            return try JSONBody.encode(transactions.read { store throws(ECSError) in try handle(input, store) })
        }
    }

    /// An operation that changes something.
    static func writing<Kind: ECSOperation>(
        _ kind: Kind.Type, _ handle: @escaping @Sendable (Kind.Input, Store) throws(ECSError) -> Kind.Output
    ) -> Operation {
        Operation(name: kind.name) { body, transactions throws(ECSError) in
            let input = try JSONBody.decode(Kind.Input.self, from: body)
            return try await transactions.write { store throws(ECSError) in
                try JSONBody.encode(handle(input, store))
            }
        }
    }

    /// The operation of that name, if the registry has it.
    static func named(_ name: String) -> Operation? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static let all: [Operation] = [
        registerTaskDefinition,
        deregisterTaskDefinition,
        describeTaskDefinition,
        .reading(ECS.ListTaskDefinitions.self, listTaskDefinitions),
        .reading(ECS.ListTaskDefinitionFamilies.self, listTaskDefinitionFamilies),
        .writing(ECS.CreateCluster.self, createCluster),
        .reading(ECS.ListClusters.self, listClusters),
        .writing(ECS.CreateService.self, createService),
        .writing(ECS.UpdateService.self, updateService),
        .reading(ECS.ListServices.self, listServices),
        .reading(ECS.DescribeServices.self, describeServices),
        .writing(ECS.RunTask.self, runTask),
        .writing(ECS.StopTask.self, stopTask),
        .reading(ECS.ListTasks.self, listTasks),
        .reading(ECS.DescribeTasks.self, describeTasks),
    ]
}
