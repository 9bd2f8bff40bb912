import ECSWire

/// Validates health checks and restart policies.
enum HealthRules {
    /// The maximum number of exit codes that a restart policy ignores.
    private static let maximumExitCodeCount = 50

    /// The messages for values that are too small follow those for values that are too large; the message for exit
    /// codes is this registry's own.
    static let all: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            let name = container.name ?? ""
            if let check = container.healthCheck {
                try bound(check.interval, "interval", 5...300, name)
                try bound(check.timeout, "timeout", 2...60, name)
                try bound(check.retries, "retries", 1...10, name)
                try bound(check.startPeriod, "startPeriod", 0...300, name)
            }
            if let period = container.restartPolicy?.restartAttemptPeriod, !(60...1800).contains(period) {
                throw .refused(
                    "The 'restartAttemptPeriod' setting for container '\(name)' must be between 60 and 1800.")
            }
            if (container.restartPolicy?.ignoredExitCodes ?? []).count > maximumExitCodeCount {
                throw .refused(
                    "The 'ignoredExitCodes' setting for container '\(name)' "
                        + "must have at most \(maximumExitCodeCount) exit codes.")
            }
        }
    }

    private static func bound(
        _ value: Int?, _ member: String, _ range: ClosedRange<Int>, _ container: String
    ) throws(ECSError) {
        guard let value else { return }
        if value > range.upperBound {
            throw .refused(
                "Health check \(member) must be less than or equal to the maximum allowed value "
                    + "\(range.upperBound) for container '\(container)'")
        }
        if value < range.lowerBound {
            throw .refused(
                "Health check \(member) must be greater than or equal to the minimum allowed value "
                    + "\(range.lowerBound) for container '\(container)'")
        }
    }
}
