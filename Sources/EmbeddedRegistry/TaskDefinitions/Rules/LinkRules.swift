import ECSWire

/// What a container takes from the others: their addresses, and their volumes.
enum LinkRules {
    /// `links`, each `name` or `name:alias`, must name containers and lead nowhere back.
    ///
    /// The text for an unknown container follows that of `volumesFrom`.
    static let links: RegistrationRule = { input throws(ECSError) in
        guard input.containers.contains(where: { !($0.links ?? []).isEmpty }) else { return }
        var needs: [String: Set<String>] = [:]
        for container in input.containers {
            needs[container.name ?? ""] = Set((container.links ?? []).map { String($0.prefix { $0 != ":" }) })
        }
        for container in input.containers {
            for name in needs[container.name ?? ""] ?? [] where needs[name] == nil {
                throw .refused("Invalid 'links' setting. Unknown container: '\(name)'.")
            }
        }
        if Cycle.exists(in: needs) { throw .refused("Container links should not have a cycle") }
    }

    /// `volumesFrom` must name containers.
    static let volumesFrom: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            for source in container.volumesFrom ?? [] {
                let name = source.sourceContainer
                guard !input.containers.contains(where: { $0.name == name }) else { continue }
                throw .refused("Invalid 'volumesFrom' setting. Unknown container: '\(name ?? "null")'.")
            }
        }
    }
}
