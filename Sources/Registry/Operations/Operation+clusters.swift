import ECSWire

extension Operation {
    /// Makes `default` when no name is given; the same name again answers with the cluster that is there.
    static func createCluster(
        _ input: ECS.CreateCluster.Input, _ store: Store
    ) throws(ECSError) -> ECS.CreateCluster.Output {
        let name = input.clusterName ?? Store.defaultCluster
        try NameRules.cluster(name)
        try TagRules.check(input.tags)
        let cluster: StoredCluster
        if let existing = try store.cluster(named: name) {
            cluster = existing
        } else {
            cluster = try store.insertCluster(named: name, shape(input, name: name, store))
        }
        let counted = try store.counted(cluster)
        return ECS.CreateCluster.Output { $0.cluster = counted }
    }

    private static func shape(_ input: ECS.CreateCluster.Input, name: String, _ store: Store) -> ECS.Cluster {
        ECS.Cluster {
            $0.clusterArn = store.scope.arn("cluster/\(name)")
            $0.clusterName = name
            $0.status = "ACTIVE"
            $0.registeredContainerInstancesCount = 0
            $0.pendingTasksCount = 0
            $0.statistics = []
            $0.tags = input.tags ?? []
            $0.settings =
                input.settings ?? [ECS.ClusterSetting { ($0.name, $0.value) = ("containerInsights", "disabled") }]
            $0.configuration = input.configuration
            $0.capacityProviders = input.capacityProviders ?? []
            $0.defaultCapacityProviderStrategy = input.defaultCapacityProviderStrategy ?? []
            $0.serviceConnectDefaults = input.serviceConnectDefaults.map { sent in
                ECS.ClusterServiceConnectDefaults { $0.namespace = sent.namespace }
            }
        }
    }

    /// In order of name.
    static func listClusters(
        _ input: ECS.ListClusters.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListClusters.Output {
        let list = PageToken.list(ECS.ListClusters.name, in: store.scope)
        let size = try Page<String>.size(input.maxResults)
        let after = try PageToken.read(input.nextToken, list: list, parts: 1)?.key[0] ?? ""
        let page = Page(try store.clusters(after: after, limit: size + 1), size: size)
        return ECS.ListClusters.Output {
            $0.clusterArns = page.items.map { store.scope.arn("cluster/\($0)") }
            $0.nextToken = page.next(list: list) { [$0] }
        }
    }
}
