import Foundation

/// Something that uses a task definition, as a source said at one moment.
package struct Reference: Hashable, Sendable {
    /// What uses it.
    package let kind: ReferenceKind
    /// How its owner calls it: the ARN of the service, the task, the rule.
    package let name: String
    /// What it uses, as far as that can be known.
    package let target: ReferenceTarget
    /// Since when it uses that, where its owner says so: a deployment's or a task's creation.
    package let since: Date?
    /// When the source was asked.
    package let readAt: Date

    /// States a reference.
    package init(
        _ kind: ReferenceKind, _ name: String, uses target: ReferenceTarget, since: Date? = nil, readAt: Date
    ) {
        self.kind = kind
        self.name = name
        self.target = target
        self.since = since
        self.readAt = readAt
    }

    /// States a reference to what has a name.
    package init(
        _ kind: ReferenceKind, _ name: String, uses target: TaskDefinitionName, since: Date? = nil, readAt: Date
    ) {
        self.init(kind, name, uses: .named(target), since: since, readAt: readAt)
    }
}

/// What a reference uses.
package enum ReferenceTarget: Hashable, Sendable {
    /// A revision, or a family's newest ACTIVE one.
    case named(TaskDefinitionName)
    /// Something that only the moment of use decides: any revision of that family, or of any family at all; the
    /// expression that decides.
    case opaque(Family?, expression: String)
}

/// The kinds of thing that can use a task definition.
package enum ReferenceKind: String, Hashable, Sendable, CaseIterable {
    /// A service's `taskDefinition`.
    case service
    /// One of a service's `deployments`: in flight, or the one that is being replaced.
    case deployment
    /// One of a service's `taskSets` (CODE_DEPLOY and EXTERNAL controllers).
    case taskSet
    /// A service deployment under way: where it goes, and where it would roll back to.
    case serviceDeployment
    /// A task that has not stopped.
    case task
    /// A target of an EventBridge rule, disabled ones included.
    case rule
    /// An EventBridge schedule, disabled ones included.
    case schedule
    /// The target of an EventBridge pipe, stopped ones included.
    case pipe
    /// A state of a Step Functions state machine.
    case stateMachine
    /// A CodeDeploy deployment under way, or the last good one of its group: the one that a roll-back goes to.
    case codeDeploy

    /// The source that reports this kind.
    package var source: ReferenceSource { traits.source }

    /// One of this kind, for a sentence.
    package var noun: String { traits.noun ?? traits.source.noun }

    /// The source, and the noun where it is not the source's own.
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
    /// In the order of the sources, services and tasks first; then by name, so that what belongs together stands together;
    /// then by kind.
    package static func < (left: Reference, right: Reference) -> Bool {
        (left.kind.source, left.name, left.kind.rawValue) < (right.kind.source, right.name, right.kind.rawValue)
    }
}
