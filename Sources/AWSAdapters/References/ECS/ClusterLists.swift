import AWSClient
import ECSWire
import SwiftExtensions

/// The clusters, from a list that is read once for all of ECS's sources, and again by one that finds that a cluster is
/// gone.
struct ClusterLists: Sendable {
    let client: ECSClient
    let time: TimeSource
    /// The ARNs on the first list.
    let first: [String]

    /// Reads something of each cluster, as far as it exists, by the cluster's ARN.
    ///
    /// - Parameter read: nil if the cluster cannot be found.
    func readEach<Value: Sendable>(
        _ read: @escaping @Sendable (String) async throws(ReferenceFailure) -> Value?
    ) async throws(ReferenceFailure) -> [String: Value] {
        var first: [String]? = first
        return try await readListed("cluster", time, by: { $0 }) { () throws(ReferenceFailure) in
            defer { first = nil }
            return if let first { first } else { try await list() }
        } read: { clusters throws(ReferenceFailure) in
            let values = try await concurrentMap(clusters, read)
            return Dictionary(zip(clusters, values).compactMap { cluster, value in value.map { (cluster, $0) } }) { $1 }
        }
    }

    /// Whether a cluster is on a new list.
    func isStillListed(_ cluster: String) async throws(ReferenceFailure) -> Bool { try await list().contains(cluster) }

    private func list() async throws(ReferenceFailure) -> [String] {
        do {
            return try await client.all(of: ECS.ListClusters.self)
        } catch {
            throw ReferenceFailure("the clusters could not be listed", error)
        }
    }
}

extension AWSError {
    /// Whether a cluster, or a service in it, does not exist.
    var isGone: Bool {
        ["ClusterNotFoundException", "ServiceNotFoundException"].contains(serviceError?.code)
    }
}
