import AWSWire
import ECSWire

/// Validates log configurations.
enum LogRules {
    /// awslogs needs a Region and a group, and on Fargate also an execution role and a stream prefix.
    static let all: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            guard let log = container.logConfiguration, log.logDriver == "awslogs" else { continue }
            let missing = options.filter { log.options?[$0]?.isEmpty ?? true }
            guard missing.isEmpty else {
                throw .refused("Log driver awslogs requires options: \(missing.joined(separator: ", "))")
            }
            guard input.requiresFargate else { continue }
            guard input.hasExecutionRole else {
                throw .refused(
                    "Fargate requires task definition to have execution role ARN to support log driver awslogs.")
            }
            guard log.options?["awslogs-stream-prefix"] != nil else {
                throw .refused(
                    "Fargate requires log configuration options to include awslogs-stream-prefix "
                        + "to support log driver awslogs.")
            }
        }
    }

    private static let options = ["awslogs-region", "awslogs-group"]
}

/// Validates FireLens, which needs both ends.
enum FirelensRules {
    /// A container that sends logs to a router requires a router, and the other way round.
    static let all: RegistrationRule = { input throws(ECSError) in
        let hasRouter = input.containers.contains { $0.firelensConfiguration != nil }
        let hasSender = input.containers.contains { $0.logConfiguration?.logDriver == "awsfirelens" }
        if hasSender, !hasRouter {
            throw .refused(
                "When awsfirelens log driver is specified in log configuration, "
                    + "a firelens configuration object must be configured in one of the containers.")
        }
        if hasRouter, !hasSender {
            throw .refused(
                "When a firelensConfiguration object is specified, "
                    + "at least one container has to be configured with the awsfirelens log driver.")
        }
    }
}
