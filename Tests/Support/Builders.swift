import Foundation
import Model

/// A fixed moment for tests without a clock.
package let noon = Date(timeIntervalSince1970: 1_800_000_000)

/// The time at which a clock shows this date that started at noon and was never set.
package func moment(_ date: Date) -> Moment {
    Moment(date: date, uptime: .milliseconds(Int((date.timeIntervalSince(noon) * 1000).rounded())))
}

/// A family whose name is known to be valid.
package func family(_ name: String) -> Family {
    guard let family = try? Family(name) else { preconditionFailure("'\(name)' is not a family") }
    return family
}

/// A revision such as `web:41`.
package func id(_ text: String) -> RevisionID {
    guard let id = RevisionID(text) else { preconditionFailure("'\(text)' is not a revision") }
    return id
}

/// A task definition's name, such as `web:41` or `web`.
package func name(_ text: String) -> TaskDefinitionName {
    guard let name = TaskDefinitionName(text) else { preconditionFailure("'\(text)' names nothing") }
    return name
}

/// A location in a manifest or a configuration.
package func location(_ line: Int = 1, column: Int = 5, in file: String = "web.yaml") -> SourceLocation {
    SourceLocation(file: file, line: line, column: column)
}

/// Guardrails without a percentage cap.
package func uncappedPolicy(minimumAge: Duration = .seconds(3600)) -> GuardrailPolicy {
    var policy = GuardrailPolicy()
    policy.maximumPercent = 100
    policy.minimumAge = minimumAge
    return policy
}
