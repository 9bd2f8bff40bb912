import Foundation
import Manifests
import Model

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
    package var source: ReferenceSourceName {
        switch self {
        case .service, .deployment, .taskSet: .services
        case .serviceDeployment: .serviceDeployments
        case .task: .tasks
        case .rule: .eventBridge
        case .schedule: .scheduler
        case .pipe: .pipes
        case .stateMachine: .stepFunctions
        case .codeDeploy: .codeDeploy
        }
    }

    /// In words, for a sentence.
    package var words: String {
        switch self {
        case .service: "service"
        case .deployment: "deployment of service"
        case .taskSet: "task set of service"
        case .serviceDeployment: "service deployment"
        case .task: "task"
        case .rule: "rule"
        case .schedule: "schedule"
        case .pipe: "pipe"
        case .stateMachine: "state machine"
        case .codeDeploy: "CodeDeploy deployment"
        }
    }
}

extension Reference: Comparable {
    /// Services first and then tasks, who are the users that people know; then by name, so that what belongs together
    /// stands together; then by kind.
    package static func < (left: Reference, right: Reference) -> Bool {
        (left.kind.rank, left.name, left.kind.rawValue) < (right.kind.rank, right.name, right.kind.rawValue)
    }
}

extension ReferenceKind {
    /// The place of its source in a list for people.
    fileprivate var rank: Int {
        switch self {
        case .service, .deployment, .taskSet: 0
        case .task: 1
        case .serviceDeployment: 2
        case .rule: 3
        case .schedule: 4
        case .pipe: 5
        case .stateMachine: 6
        case .codeDeploy: 7
        }
    }
}
