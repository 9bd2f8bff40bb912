import Foundation

/// The sources of references: what is read to learn what uses a task definition. The raw value is the key under
/// `spec.references`.
///
/// What a source is, is said once, in ``traits``; messages, guardrails and the check of endpoints follow from it. A source
/// outside ECS also has an adapter, which names the calls that read it.
package enum ReferenceSource: String, CaseIterable, Hashable, Sendable {
    case services, tasks, serviceDeployments, eventBridge, scheduler, pipes, stepFunctions, codeDeploy

    /// What is true of a source, whatever registry it is read for.
    private struct Traits {
        /// Its place in lists for people.
        let rank: Int
        /// One of the things that it lists.
        let noun: String
        /// Where there is such a source.
        let scope: Scope
        /// Whether the configuration may waive it.
        var isWaivable = true
        /// Whether the names of its things may have spaces in them.
        var namesMayHaveSpaces = false
    }

    /// Where there is such a source.
    private enum Scope {
        /// Wherever there is a registry: ECS itself has it.
        case ecs
        /// In an account of AWS: another service has it.
        case account
    }

    private var traits: Traits {
        switch self {
        case .services: Traits(rank: 0, noun: "service", scope: .ecs, isWaivable: false)
        case .tasks: Traits(rank: 1, noun: "task", scope: .ecs, isWaivable: false)
        case .serviceDeployments: Traits(rank: 2, noun: "service deployment", scope: .ecs)
        case .eventBridge: Traits(rank: 3, noun: "rule", scope: .account)
        case .scheduler: Traits(rank: 4, noun: "schedule", scope: .account)
        case .pipes: Traits(rank: 5, noun: "pipe", scope: .account)
        case .stepFunctions: Traits(rank: 6, noun: "state machine", scope: .account)
        case .codeDeploy: Traits(rank: 7, noun: "CodeDeploy deployment", scope: .account, namesMayHaveSpaces: true)
        }
    }

    /// One of the things that it lists, for a sentence.
    package var noun: String { traits.noun }

    /// Whether ECS itself has it: then every registry has, and what it refers to is always of the same account and
    /// Region.
    package var belongsToECS: Bool { traits.scope == .ecs }

    /// Whether the configuration may waive it.
    package var isWaivable: Bool { traits.isWaivable }

    /// The name of a thing without what tells its uses apart: a state of a state machine, a target of a rule, a deployment
    /// of a group.
    ///
    /// - Parameter name: of a reference, such as `arn:aws:…:stateMachine:nightly Extract`.
    package func resourceName(in name: String) -> Substring {
        guard traits.namesMayHaveSpaces else { return name.prefix { $0 != " " } }
        let detail = name.range(of: " d-", options: .backwards) ?? name.range(of: " (", options: .backwards)
        return name[..<(detail?.lowerBound ?? name.endIndex)]
    }
}

extension ReferenceSource: Comparable {
    /// By rank.
    package static func < (left: ReferenceSource, right: ReferenceSource) -> Bool {
        left.traits.rank < right.traits.rank
    }
}
