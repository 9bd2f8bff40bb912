import AWSWire
import Model
import Planning

/// The task definitions that a state machine's definition names, as far as they can be found without running it.
///
/// It finds, at any depth, what states that call ECS use, directly or through the AWS SDK integration, and every ARN of
/// a task definition or a state machine version in any text. A state with `Credentials` of another account counts as
/// one of this account. What functions and activities do with ECS cannot be seen.
///
/// [Amazon States Language](https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html)
struct StateMachineDefinition: Equatable, Sendable {
    /// By state; each once.
    let uses: [StateReference]
    /// The versions of state machines that it names and may start; each once.
    let versions: [StateMachineVersion]

    /// A task definition and the innermost state that names it; nil outside of states.
    struct StateReference: Hashable, Sendable {
        let state: String?
        let target: ReferenceTarget
    }

    /// Reads a definition; linear in its length.
    /// - Parameter own: the account and Region of the state machine.
    /// - Throws: if it is not JSON, or not an object with `States`.
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

    /// One that is not available.
    init(uses: [StateReference]) {
        self.uses = uses
        versions = []
    }
}

extension StateMachineDefinition {
    /// Reads the definition in a description.
    /// - Throws: if there is none, or it cannot be read; `name` is its owner.
    init(_ text: String?, of name: String, in own: RegistryScope?) throws(ReferenceFailure) {
        guard let text else { throw ReferenceFailure("\(name) was described without its definition") }
        do {
            try self.init(text, in: own)
        } catch {
            throw ReferenceFailure("the definition of \(name) cannot be read: \(error)")
        }
    }
}

/// Searches a definition.
private struct Search {
    let own: RegistryScope?
    private(set) var uses: Set<StateMachineDefinition.StateReference> = []
    private(set) var versions: Set<StateMachineVersion> = []

    /// Every `States`, also of branches and iterators, names the states in it.
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

    /// Whether a more specific reference of the same state, from its call of ECS, is known already.
    private func isKnown(_ target: ReferenceTarget, of state: String?) -> Bool {
        guard case .opaque(let family?, _) = target else { return false }
        return uses.contains { use in
            if case .opaque(family, _) = use.target { use.state == state } else { false }
        }
    }
}

/// The operations of ECS that start using a task definition.
private enum ECSAction: String, CaseIterable {
    case runTask, startTask, createService, updateService, createTaskSet

    /// Nil unless the resource is like `arn:aws:states:::ecs:runTask.sync` or `arn:aws:states:::aws-sdk:ecs:runTask`.
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

    /// The task definitions in its parameters. Without parameters it takes the state's input, which may name anything.
    func targets(in parameters: JSONValue?) -> [ReferenceTarget] {
        guard case .object = parameters else {
            // Computed arguments contain more than the task definition, such as passwords in overrides: show nothing.
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

    /// Whether it may lack a task definition: UpdateService then keeps the current one, and a service with an external
    /// deployment controller has none. The others fail without one, but that is not relied on.
    private var isOptional: Bool { self == .updateService || self == .createService }
}
