import ECSWire

/// Validates environment variables, environment files and secrets.
enum EnvironmentRules {
    /// The maximum number of environment files in a container.
    private static let maximumFileCount = 10

    /// Environment files must be in S3, and the names of secrets unique.
    static let all: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            try files(container.environmentFiles ?? [])
            if let secrets = container.secrets { try check(secrets, against: container.environment ?? []) }
        }
    }

    private static func files(_ files: [ECS.EnvironmentFile]) throws(ECSError) {
        guard files.count <= maximumFileCount else {
            throw .refused(
                "The maximum number of environment files was exceeded. Specify ten or less and try again.")
        }
        for file in files where !(file.value ?? "").hasPrefix("arn:") { throw .refused("Invalid arn syntax.") }
    }

    private static func check(_ secrets: [ECS.Secret], against environment: [ECS.KeyValuePair]) throws(ECSError) {
        var seen: Set<String> = []
        for secret in secrets {
            guard let name = secret.name, !seen.insert(name).inserted else { continue }
            throw .refused("Duplicate secret names found: \(name). Each secret name must be unique.")
        }
        for variable in environment {
            guard let name = variable.name, seen.contains(name) else { continue }
            throw .refused(
                "The secret name must be unique and not shared with any new or existing environment variables "
                    + "set on the container, such as '\(name)'.")
        }
    }
}
