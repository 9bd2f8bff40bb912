import ECSWire

extension Operation {
    /// Only an empty one. Safe to repeat: one that was deleted answers as it did.
    static func deleteCluster(
        _ input: ECS.DeleteCluster.Input, _ store: Store
    ) throws(ECSError) -> ECS.DeleteCluster.Output {
        guard let reference = input.cluster, var cluster = try store.anyCluster(reference) else {
            throw Store.clusterNotFound
        }
        let counts = try store.counts(of: cluster)
        if ["ACTIVE", "DRAINING"].contains(where: { ClusterCounts.count(counts.services, $0) > 0 }) {
            throw ECSError(
                .clusterContainsServices, "The Cluster cannot be deleted while Services are active.")
        }
        guard counts.tasks.isEmpty else {
            throw ECSError(.clusterContainsTasks, "The Cluster cannot be deleted while Tasks are active.")
        }
        cluster.shape.status = "INACTIVE"
        try store.update(cluster)
        return ECS.DeleteCluster.Output { [cluster] in $0.cluster = cluster.shape(with: counts) }
    }

    /// What is not named stays.
    static func updateCluster(
        _ input: ECS.UpdateCluster.Input, _ store: Store
    ) throws(ECSError) -> ECS.UpdateCluster.Output {
        try ClusterRules.check(input.settings)
        let cluster = try changed(input.cluster, store) { shape in
            shape.settings = ClusterRules.merge(input.settings ?? [], into: shape.settings ?? [])
            shape.configuration = input.configuration ?? shape.configuration
            if let sent = input.serviceConnectDefaults {
                shape.serviceConnectDefaults = ECS.ClusterServiceConnectDefaults { $0.namespace = sent.namespace }
            }
        }
        return ECS.UpdateCluster.Output { $0.cluster = cluster }
    }

    /// Settings that are not named stay.
    static func updateClusterSettings(
        _ input: ECS.UpdateClusterSettings.Input, _ store: Store
    ) throws(ECSError) -> ECS.UpdateClusterSettings.Output {
        guard let settings = input.settings, !settings.isEmpty else { throw .invalid("Settings cannot be empty.") }
        try ClusterRules.check(settings)
        let cluster = try changed(input.cluster, store) { shape in
            shape.settings = ClusterRules.merge(settings, into: shape.settings ?? [])
        }
        return ECS.UpdateClusterSettings.Output { $0.cluster = cluster }
    }

    /// Both lists are replaced. That a provider exists is not looked at: there are no machines here.
    static func putClusterCapacityProviders(
        _ input: ECS.PutClusterCapacityProviders.Input, _ store: Store
    ) throws(ECSError) -> ECS.PutClusterCapacityProviders.Output {
        let cluster = try changed(input.cluster, store) { shape in
            shape.capacityProviders = input.capacityProviders ?? []
            shape.defaultCapacityProviderStrategy = input.defaultCapacityProviderStrategy ?? []
        }
        return ECS.PutClusterCapacityProviders.Output { $0.cluster = cluster }
    }

    private static func changed(
        _ reference: String?, _ store: Store, _ change: (inout ECS.Cluster) -> Void
    ) throws(ECSError) -> ECS.Cluster {
        var cluster = try store.cluster(reference)
        change(&cluster.shape)
        try store.update(cluster)
        return try cluster.shape(with: store.counts(of: cluster))
    }
}
