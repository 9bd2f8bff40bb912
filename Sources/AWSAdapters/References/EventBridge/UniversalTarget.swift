import AWSWire
import Foundation
import Model
import Planning

/// The task definitions that a schedule uses by calling an operation of ECS with its own parameters.
///
/// [Context
/// attributes](https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html) such
/// as `<aws.scheduler.scheduled-time>` are filled in at run time.
struct UniversalTarget {
    /// Empty if the operation uses none, or keeps the current one.
    let targets: [ReferenceTarget]

    /// - Parameters:
    ///   - input: its parameters, in JSON.
    ///   - isEnabled: a disabled schedule without a task definition refers to nothing.
    init(_ operation: ECSOperation, input: String?, isEnabled: Bool) {
        switch operation {
        case .harmless, .takesNone: targets = []
        case .unknown: targets = Self.targets(in: input ?? "{}")
        case .starts(let start):
            let named = Self.targets(in: input ?? "{}")
            targets = named.isEmpty && start.namesOne && isEnabled ? [.opaque(nil, .unnamed(start.name))] : named
        }
    }

    private static func targets(in input: String) -> [ReferenceTarget] {
        do {
            return try JSONValue(document: input).taskDefinitionMembers.map { target($0.value) }
        } catch {
            return ReferenceTarget.unreadable(input, .unreadable("its Input", why: error.description))
        }
    }

    private static func target(_ value: JSONValue) -> ReferenceTarget {
        guard let text = value.string else { return .opaque(nil, .notAName("a task definition that is not a string")) }
        guard TaskDefinitionName(text) == nil, let placeholder = text.range(of: "<aws.scheduler.") else {
            return ReferenceTarget(text)
        }
        return .opaque(
            TaskDefinitionExpression.family(of: text[..<placeholder.lowerBound]), .computed(text.expression))
    }
}
