import ECSWire

/// Validates the list of containers, their names and images, and that one is essential.
enum ContainerRules {
    /// The maximum number of containers in a task.
    private static let maximumCount = 10

    /// 1 to 10 containers.
    static let list: RegistrationRule = { input throws(ECSError) in
        guard !input.containers.isEmpty else { throw .refused("Container list cannot be empty.") }
        guard input.containers.count <= maximumCount else { throw .refused("Too many containers.") }
    }

    /// Each container needs a unique name and an image.
    static let names: RegistrationRule = { input throws(ECSError) in
        var seen: Set<String> = []
        for container in input.containers {
            guard let name = container.name, !name.isEmpty else {
                throw .refused("Container.name should not be null or empty.")
            }
            guard NameRules.isName(name) else { throw .refused("Container.name contains invalid characters.") }
            try check(image: container.image)
            guard seen.insert(name).inserted else {
                throw .refused("Container names must be unique within a task definition.")
            }
        }
    }

    /// At least one container must be essential, which is the default.
    static let essential: RegistrationRule = { input throws(ECSError) in
        guard input.containers.contains(where: { $0.essential ?? true }) else {
            throw .refused("Task definition doesn't have any essential container.")
        }
    }

    private static func check(image: String?) throws(ECSError) {
        guard let image, !image.isEmpty else { throw .refused("Container.image should not be null or empty.") }
        guard image.utf8.allSatisfy(isImageByte) else {
            throw .refused("Container.image contains invalid characters.")
        }
    }

    /// The documented characters of images, and those of digests.
    private static func isImageByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}
