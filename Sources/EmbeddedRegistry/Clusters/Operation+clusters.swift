import ECSWire

extension Operation {
    /// Creates a cluster, named `default` unless a name is given. Returns an existing cluster of that name, and reuses
    /// the name of a deleted one.
    static func createCluster(
        _ input: ECS.CreateCluster.Input, _ store: Store
    ) throws(ECSError) -> ECS.CreateCluster.Output {
        let name = input.clusterName ?? Store.defaultCluster
        try ClusterRules.check(name: name)
        try ClusterRules.check(input.settings)
        try TagRules.check(input.tags)
        var cluster: StoredCluster
        if let existing = try store.cluster(named: name) {
            cluster = existing
            if !existing.isActive {
                cluster.shape = shape(input, name: name, store)
                try store.update(cluster)
            }
        } else {
            cluster = try store.insertCluster(named: name, shape(input, name: name, store))
        }
        return ECS.CreateCluster.Output(try cluster.shape(with: store.counts(of: cluster)))
    }

    private static func shape(_ input: ECS.CreateCluster.Input, name: String, _ store: Store) -> ECS.Cluster {
        ECS.Cluster {
            $0.clusterArn = store.scope.arn("cluster/\(name)")
            $0.clusterName = name
            $0.status = "ACTIVE"
            $0.registeredContainerInstancesCount = 0
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

    /// Lists clusters by name, without deleted ones.
    static func listClusters(
        _ input: ECS.ListClusters.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListClusters.Output {
        let list = PageToken.listID(ECS.ListClusters.name, in: store.scope)
        let size = try Page<String>.size(input.maxResults)
        let after = try PageToken.read(input.nextToken, list: list, parts: 1)?.key[0] ?? ""
        let page = Page(try store.clusters(after: after, limit: size + 1), size: size)
        return ECS.ListClusters.Output {
            $0.clusterArns = page.items.map { store.scope.arn("cluster/\($0)") }
            $0.nextToken = page.next(list: list) { [$0] }
        }
    }

    /// Returns clusters in the requested order, `default` if none are named. Includes INACTIVE clusters; names that
    /// never existed are in the failures.
    static func describeClusters(
        _ input: ECS.DescribeClusters.Input, _ store: Store
    ) throws(ECSError) -> ECS.DescribeClusters.Output {
        try EnumValue.check(input.include, "include", ClusterRules.includeValues)
        let references = input.clusters.flatMap { $0.isEmpty ? nil : $0 } ?? [Store.defaultCluster]
        guard references.count <= 100 else { throw .invalid("Clusters cannot have more than 100 entries.") }
        var output = ECS.DescribeClusters.Output { ($0.clusters, $0.failures) = ([], []) }
        for reference in references {
            if let cluster = try store.anyCluster(reference) {
                let counts = try store.counts(of: cluster)
                output.clusters?.append(cluster.shape(with: counts).with(Set(input.include ?? []), counts))
            } else {
                output.failures?.append(.missing(reference, "cluster/", store.scope))
            }
        }
        return output
    }

    /// Deletes an empty cluster. Idempotent: deleting a deleted cluster returns it again.
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

    /// Changes the members that are given.
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

    /// Changes the settings that are given.
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

    /// Replaces both lists. The providers need not exist, as there are no machines here.
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

extension ECS.CreateCluster.Output {
    fileprivate init(_ cluster: ECS.Cluster) {
        self.init()
        self.cluster = cluster
    }
}

extension ECS.Cluster {
    /// The shape that DescribeClusters returns: most members only if `include` names them.
    fileprivate func with(_ included: Set<String>, _ counts: ClusterCounts) -> ECS.Cluster {
        var cluster = self
        cluster.statistics = included.contains("STATISTICS") ? counts.statistics : []
        if !included.contains("TAGS") { cluster.tags = [] }
        if !included.contains("SETTINGS") { cluster.settings = [] }
        if !included.contains("CONFIGURATIONS") { cluster.configuration = nil }
        if included.contains("ATTACHMENTS") { cluster.attachments = [] }
        return cluster
    }
}
