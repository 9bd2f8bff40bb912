import Foundation
import Manifests
import TaskDefinitions

/// Something that uses a task definition, as a source said at one moment.
package struct Reference: Hashable, Sendable {
    /// What uses it.
    package let kind: ReferenceKind
    /// How its owner calls it: the ARN of the service or the task.
    package let name: String
    /// Which revision it uses, or which family's newest.
    package let target: TaskDefinitionName
    /// When the source was asked.
    package let readAt: Date

    /// States a reference.
    package init(_ kind: ReferenceKind, _ name: String, uses target: TaskDefinitionName, readAt: Date) {
        self.kind = kind
        self.name = name
        self.target = target
        self.readAt = readAt
    }
}

/// The kinds of thing that can use a task definition.
package enum ReferenceKind: String, Hashable, Sendable, CaseIterable {
    /// A service's `taskDefinition`.
    case service
    /// One of a service's `deployments`: in flight, or the one that is being replaced.
    case deployment
    /// One of a service's `taskSets` (CODE_DEPLOY and EXTERNAL controllers).
    case taskSet
    /// A task that has not stopped.
    case task

    /// The source that reports this kind.
    package var source: ReferenceSourceName {
        switch self {
        case .service, .deployment, .taskSet: .services
        case .task: .tasks
        }
    }

    /// In words, for a sentence.
    package var words: String {
        switch self {
        case .service: "service"
        case .deployment: "deployment of service"
        case .taskSet: "task set of service"
        case .task: "task"
        }
    }
}

extension Reference: Comparable {
    /// By name, so that what belongs together stands together, then by kind.
    package static func < (left: Reference, right: Reference) -> Bool {
        (left.name, left.kind.rawValue) < (right.name, right.kind.rawValue)
    }
}
