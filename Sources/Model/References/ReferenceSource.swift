import Foundation

/// The sources of references: what is read to learn what uses a task definition. The raw value is the key in
/// `spec.references`.
///
/// Each source is defined once, in ``traits``; messages, guardrails and the check of endpoints derive from it. A source
/// outside ECS also has an adapter, which names the calls that read it.
package enum ReferenceSource: String, CaseIterable, Hashable, Sendable {
    case services, tasks, serviceDeployments, eventBridge, scheduler, pipes, stepFunctions, codeDeploy

    /// What holds for a source in any registry.
    private struct Traits {
        /// Its position in lists for people.
        let rank: Int
        /// The singular noun for what it lists.
        let noun: String
        /// Where there is such a source.
        let scope: Scope
        /// Whether the configuration may waive it.
        var isWaivable = true
        /// Whether the names of its resources can contain spaces.
        var namesMayHaveSpaces = false
    }

    /// Where there is such a source.
    private enum Scope {
        /// In every registry: it is part of ECS itself.
        case ecs
        /// In an AWS account: it belongs to another service.
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

    /// The singular noun for what it lists, for a sentence.
    package var noun: String { traits.noun }

    /// Whether it is part of ECS itself. If so, every registry has it, and its references are always of the registry's
    /// own account and Region.
    package var belongsToECS: Bool { traits.scope == .ecs }

    /// Whether the configuration may waive it.
    package var isWaivable: Bool { traits.isWaivable }

    /// The name of a resource without what distinguishes its uses: a state of a state machine, a target of a rule, a
    /// deployment of a group.
    ///
    /// - Parameter name: a reference's name, such as `arn:aws:…:stateMachine:nightly Extract`.
    package func resourceName(in name: String) -> Substring {
        guard traits.namesMayHaveSpaces else { return name.prefix { $0 != " " } }
        let detail = name.range(of: " d-", options: .backwards) ?? name.range(of: " (", options: .backwards)
        return name[..<(detail?.lowerBound ?? name.endIndex)]
    }
}

extension ReferenceSource: Comparable {
    /// By position in lists for people.
    package static func < (left: ReferenceSource, right: ReferenceSource) -> Bool {
        left.traits.rank < right.traits.rank
    }
}
