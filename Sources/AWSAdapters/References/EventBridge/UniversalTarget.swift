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

    /// The operations that use a task definition, in lower case, and whether they must name one.
    private static let operations = [
        "runtask": true, "starttask": true, "createtaskset": true, "createservice": false, "updateservice": false,
    ]

    /// - Parameters:
    ///   - operation: in lower case.
    ///   - input: its parameters, in JSON.
    ///   - owner: the resource with the target, for messages.
    init(_ operation: String, input: String?, owner: String) throws(ReferenceFailure) {
        guard let mustName = Self.operations[operation] else {
            targets = []
            return
        }
        let names = try Self.names(in: input, owner: owner)
        guard !names.isEmpty || !mustName else {
            throw ReferenceFailure("\(owner) calls ECS's \(operation) without a task definition in its Input")
        }
        targets = try names.map { text throws(ReferenceFailure) in
            guard let target = Self.target(text) else {
                throw ReferenceFailure("\(owner) names a task definition that cannot be read: '\(text.expression)'")
            }
            return target
        }
    }

    private static func names(in input: String?, owner: String) throws(ReferenceFailure) -> [String] {
        do {
            return try WireCoding.decode(Parameters.self, from: Data((input ?? "").utf8)).taskDefinitions
        } catch {
            throw ReferenceFailure(
                "\(owner) has an Input that cannot be read: it is not JSON, or its task definition is not a string")
        }
    }

    private static func target(_ text: String) -> ReferenceTarget? {
        if let name = TaskDefinitionName(text) { return .named(name) }
        guard let placeholder = text.range(of: "<aws.scheduler.") else { return nil }
        // `web:<…>`: the family is before the colon.
        let head = text[..<placeholder.lowerBound]
        let family: Family? =
            if head.last == ":", case .bare(let family, _)? = TaskDefinitionName(head.dropLast()) { family } else {
                nil
            }
        return .opaque(family, expression: text.expression)
    }
}

/// The parameters of an operation: every member named `taskDefinition`, in any case.
private struct Parameters: Decodable {
    let taskDefinitions: [String]

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Name.self)
        let names = members.allKeys.filter { $0.stringValue.lowercased() == "taskdefinition" }
        guard Set(names.map(\.stringValue)).count == names.count else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "names it twice: readers differ in which one counts"))
        }
        taskDefinitions = try names.map { try members.decode(String.self, forKey: $0) }
    }
}
