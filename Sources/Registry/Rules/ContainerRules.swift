import ECSWire

/// The list of containers, their names and which of them the task cannot do without.
enum ContainerRules {
    /// 1 to 10 containers.
    static let list: RegistrationRule = { input throws(ECSError) in
        guard !input.containers.isEmpty else { throw .refused("Container list cannot be empty.") }
        guard input.containers.count <= 10 else {
            throw .refused("Container list cannot have more than 10 containers.")
        }
    }

    /// Each with a name of its own and an image.
    static let names: RegistrationRule = { input throws(ECSError) in
        var seen: Set<String> = []
        for container in input.containers {
            guard let name = container.name, !name.isEmpty else {
                throw .refused("Container.name should not be null or empty.")
            }
            guard NameRules.isName(name) else { throw .refused("Container.name contains invalid characters.") }
            guard let image = container.image, !image.isEmpty else {
                throw .refused("Container.image should not be null or empty.")
            }
            guard seen.insert(name).inserted else {
                throw .refused("Container.name '\(name)' is used by more than one container.")
            }
        }
    }

    /// One at least must be essential, which a container is unless it says otherwise.
    static let essential: RegistrationRule = { input throws(ECSError) in
        guard input.containers.contains(where: { $0.essential ?? true }) else {
            throw .refused("Task definition doesn't have any essential container.")
        }
    }
}
