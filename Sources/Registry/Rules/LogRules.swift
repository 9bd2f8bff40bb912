import ECSWire

/// Log drivers.
enum LogRules {
    /// awslogs needs to know where to write, and on Fargate a role that lets it.
    static let all: RegistrationRule = { input throws(ECSError) in
        for log in input.containers.compactMap(\.logConfiguration) where log.logDriver == "awslogs" {
            let missing = ["awslogs-region", "awslogs-group"].filter { log.options?[$0]?.isEmpty ?? true }
            guard missing.isEmpty else {
                throw .refused("Log driver awslogs requires options: \(missing.joined(separator: ", "))")
            }
            if input.requiresFargate, input.executionRoleArn?.isEmpty ?? true {
                throw .refused(
                    "Fargate requires task definition to have execution role ARN to support log driver awslogs.")
            }
        }
    }
}
