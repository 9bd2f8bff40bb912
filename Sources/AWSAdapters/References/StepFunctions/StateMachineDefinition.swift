import AWSWire
import Model
import Planning

/// What a state machine's definition says about task definitions, without running it.
///
/// Found is, at any depth: what states that call ECS use, directly or through the AWS SDK integration, and whatever
/// ARN of a task definition or of a version of a state machine a text contains. A state with `Credentials` of another
/// account counts as one of this account; what a function or an activity that a state calls does with ECS cannot be seen.
///
/// [Amazon States Language](https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html)
struct StateMachineDefinition: Equatable, Sendable {
    /// By state; each once.
    let uses: [StateReference]
    /// The versions of state machines that it names and may start; each once.
    let versions: [StateMachineVersion]

    /// A task definition, and the innermost state that names it; nil for what stands outside of the states.
    struct StateReference: Hashable, Sendable {
        let state: String?
        let target: ReferenceTarget
    }

    /// Reads a definition; linear in its length.
    /// - Parameter own: the account and Region of the state machine.
    /// - Throws: when it is not JSON, or no object with `States`.
    init(_ text: String, in own: RegistryScope? = nil) throws(UnreadableDocument) {
        let definition = try JSONValue(document: text)
        guard case .object = definition["States"] else {
            throw UnreadableDocument("it is not an object with the member 'States'")
        }
        var search = Search(own: own)
        search.look(into: definition, of: nil)
        uses = search.uses.sorted { ($0.state ?? "", "\($0.target)") < ($1.state ?? "", "\($1.target)") }
        versions = search.versions.sorted { $0.arn < $1.arn }
    }

    /// One that cannot be had.
    init(uses: [StateReference]) {
        self.uses = uses
        versions = []
    }
}

extension StateMachineDefinition {
    /// Reads the definition that came with a description.
    /// - Throws: when there was none, or it cannot be read; `name` says whose it is.
    init(_ text: String?, of name: String, in own: RegistryScope?) throws(ReferenceFailure) {
        guard let text else { throw ReferenceFailure("\(name) was described without its definition") }
        do {
            try self.init(text, in: own)
        } catch {
            throw ReferenceFailure("the definition of \(name) cannot be read: \(error)")
        }
    }
}

/// Goes through a definition and keeps what it finds.
private struct Search {
    let own: RegistryScope?
    private(set) var uses: Set<StateMachineDefinition.StateReference> = []
    private(set) var versions: Set<StateMachineVersion> = []

    /// The states of branches, iterators and whatever else holds some: each `States` gives names to what is in it.
    mutating func look(into value: JSONValue, of state: String?) {
        switch value {
        case .string(let text):
            add(TaskDefinitionMention.all(in: text) + TaskDefinitionMention.shortNames(in: text), of: state)
            versions.formUnion(StateMachineVersion.all(in: text, of: own))
        case .list(let items): for item in items { look(into: item, of: state) }
        case .object(let members):
            if let action = ECSAction(resource: members["Resource"]?.string) {
                add(action.targets(in: value["Arguments"] ?? value["Parameters"]), of: state)
            }
            for (key, member) in members {
                add([TaskDefinitionMention.shortName(member, under: key)].compactMap { $0 }, of: state)
                if key == "States", case .object(let states) = member {
                    for (name, inner) in states { look(into: inner, of: name) }
                } else {
                    look(into: member, of: state)
                }
            }
        case .null, .bool, .number: break
        }
    }

    private mutating func add(_ targets: [ReferenceTarget], of state: String?) {
        for target in targets where !isKnown(target, of: state) {
            uses.insert(StateMachineDefinition.StateReference(state: state, target: target))
        }
    }

    /// Whether it says no more of the state than what calls ECS there did already, in more words.
    private func isKnown(_ target: ReferenceTarget, of state: String?) -> Bool {
        guard case .opaque(let family?, _) = target else { return false }
        return uses.contains { use in
            if case .opaque(family, _) = use.target { use.state == state } else { false }
        }
    }
}

/// The calls of ECS that take a task definition into use.
private enum ECSAction: String, CaseIterable {
    case runTask, startTask, createService, updateService, createTaskSet

    /// Nil for other resources than `arn:aws:states:::ecs:runTask.sync`, `arn:aws:states:::aws-sdk:ecs:runTask` and
    /// their like.
    init?(resource: String?) {
        var parts = (resource ?? "").split(separator: ":", omittingEmptySubsequences: false)[...]
        guard parts.count > 6, parts[0] == "arn", parts[2] == "states" else { return nil }
        parts = parts.dropFirst(5)
        if parts.first == "aws-sdk" { parts = parts.dropFirst() }
        guard parts.first == "ecs", let name = parts.dropFirst().first?.split(separator: ".").first,
            let action = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
        else { return nil }
        self = action
    }

    /// What its parameters name. Without any they are the state's input, which may name anything.
    func targets(in parameters: JSONValue?) -> [ReferenceTarget] {
        guard case .object = parameters else {
            // Computed arguments hold more than the task definition, passwords in overrides among it: none of that is told.
            let what =
                parameters == nil
                ? "\(rawValue) with the state's input as parameters" : "computed arguments of \(rawValue)"
            return [.opaque(nil, expression: what)]
        }
        let targets = [
            target(parameters?["TaskDefinition"], TaskDefinitionExpression.value),
            target(parameters?["TaskDefinition.$"], TaskDefinitionExpression.path),
        ].compactMap { $0 }
        return targets.isEmpty && !isOptional
            ? [.opaque(nil, expression: "\(rawValue) without TaskDefinition")] : targets
    }

    private func target(_ value: JSONValue?, _ read: (String) -> ReferenceTarget) -> ReferenceTarget? {
        guard let value else { return nil }
        guard let text = value.string else { return .opaque(nil, expression: "a TaskDefinition that is not a string") }
        return read(text)
    }

    /// A service keeps the one that it has, and one with an external deployment controller has none of its own. The
    /// others do not work without; that such a state does nothing is not ours to know.
    private var isOptional: Bool { self == .updateService || self == .createService }
}
