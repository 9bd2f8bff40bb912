import Foundation

/// Something that uses a task definition, as a source reported it at one moment.
package struct Reference: Hashable, Sendable {
    /// What uses it.
    package let kind: ReferenceKind
    /// Its name at its owner: the ARN of the service, the task, the rule.
    package let name: String
    /// What it uses, as far as that is known.
    package let target: ReferenceTarget
    /// Since when it uses that, if its owner says so: when the deployment or task was created.
    package let since: Date?
    /// When the source was read.
    package let readAt: Date

    /// A reference to a target.
    package init(
        _ kind: ReferenceKind, _ name: String, uses target: ReferenceTarget, since: Date? = nil, readAt: Date
    ) {
        self.kind = kind
        self.name = name
        self.target = target
        self.since = since
        self.readAt = readAt
    }

    /// A reference to a named task definition.
    package init(
        _ kind: ReferenceKind, _ name: String, uses target: TaskDefinitionName, since: Date? = nil, readAt: Date
    ) {
        self.init(kind, name, uses: .named(target), since: since, readAt: readAt)
    }
}

/// What a reference uses.
package enum ReferenceTarget: Hashable, Sendable {
    /// A revision, or a family's newest ACTIVE revision.
    case named(TaskDefinitionName)
    /// Unknown: any revision of that family, or of any family if nil; and why.
    case opaque(Family?, Opacity)
}

/// The kinds of resource that can use a task definition.
package enum ReferenceKind: String, Hashable, Sendable, CaseIterable {
    /// A service's `taskDefinition`.
    case service
    /// One of a service's `deployments`: in flight, or being replaced.
    case deployment
    /// One of a service's `taskSets` (CODE_DEPLOY and EXTERNAL controllers).
    case taskSet
    /// A service deployment in progress: its target revision, and the one it would roll back to.
    case serviceDeployment
    /// A task that has not stopped.
    case task
    /// A target of an EventBridge rule, disabled rules included.
    case rule
    /// An EventBridge schedule, disabled schedules included.
    case schedule
    /// The target of an EventBridge pipe, stopped pipes included.
    case pipe
    /// A state of a Step Functions state machine.
    case stateMachine
    /// A CodeDeploy deployment in progress, or the last successful one of its group: the target of a rollback.
    case codeDeploy

    /// The source that reports this kind.
    package var source: ReferenceSource { traits.source }

    /// The singular noun for a sentence.
    package var noun: String { traits.noun ?? traits.source.noun }

    /// The source, and the noun where it differs from the source's.
    private var traits: (source: ReferenceSource, noun: String?) {
        switch self {
        case .service: (.services, nil)
        case .deployment: (.services, "deployment of service")
        case .taskSet: (.services, "task set of service")
        case .serviceDeployment: (.serviceDeployments, nil)
        case .task: (.tasks, nil)
        case .rule: (.eventBridge, nil)
        case .schedule: (.scheduler, nil)
        case .pipe: (.pipes, nil)
        case .stateMachine: (.stepFunctions, nil)
        case .codeDeploy: (.codeDeploy, nil)
        }
    }
}

extension Reference: Comparable {
    /// In the order of the sources, services and tasks first; then by name, so that what belongs together is adjacent;
    /// then by kind.
    package static func < (left: Reference, right: Reference) -> Bool {
        (left.kind.source, left.name, left.kind.rawValue) < (right.kind.source, right.name, right.kind.rawValue)
    }
}
