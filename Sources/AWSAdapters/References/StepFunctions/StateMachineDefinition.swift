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

    /// Reads a definition; linear in its length. What cannot be read, because it is not JSON or not an object with
    /// `States`, may use every family that its text names.
    /// - Parameters:
    ///   - text: nil if the service gave none.
    ///   - others: the rest of its description.
    ///   - own: the account and Region of the state machine.
    init(_ text: String?, beside others: JSONValue, in own: RegistryScope?) {
        let read = StateMachineDefinition(text, in: own)
        var search = Search(own: own)
        search.look(into: others, of: nil)
        let known = Set(read.uses)
        self.init(
            uses: read.uses + search.uses.filter { !known.contains($0) }.sorted { "\($0.target)" < "\($1.target)" },
            versions: Set(read.versions).union(search.versions).sorted { $0.arn < $1.arn })
    }

    /// The same without the rest.
    init(_ text: String?, in own: RegistryScope? = nil) {
        guard let text else {
            self.init(unavailable: .absent("its definition"))
            return
        }
        do throws(UnreadableDocument) {
            let definition = try JSONValue(document: text)
            guard case .object? = definition["States"] else {
                throw UnreadableDocument("it is not an object with the member 'States'")
            }
            self.init(definition, in: own)
        } catch {
            self.init(unreadable: text, why: error.description, in: own)
        }
    }

    private init(unreadable text: String, why: String, in own: RegistryScope?) {
        uses = ReferenceTarget.unreadable(text, .unreadable("its definition", why: why)).map {
            StateReference(state: nil, target: $0)
        }
        versions = Set(NamedDefinition.all(in: text, of: own).compactMap(\.stateMachineVersion))
            .sorted { $0.arn < $1.arn }
    }

    private init(_ definition: JSONValue, in own: RegistryScope?) {
        var search = Search(own: own)
        search.look(into: definition, of: nil)
        uses = search.uses.map { (use: $0, key: ($0.state ?? "", "\($0.target)")) }
            .sorted { $0.key < $1.key }.map(\.use)
        versions = search.versions.sorted { $0.arn < $1.arn }
    }

    /// One that is not available.
    init(unavailable: Opacity) {
        uses = [StateReference(state: nil, target: .opaque(nil, unavailable))]
        versions = []
    }

    /// One that is gone.
    static let gone = StateMachineDefinition(uses: [], versions: [])

    private init(uses: [StateReference], versions: [StateMachineVersion]) {
        self.uses = uses
        self.versions = versions
    }

    /// Whether it could not be read for want of a permission, which may be given at any time.
    var isRefused: Bool {
        uses.contains { use in
            switch use.target {
            case .opaque(_, .encrypted), .opaque(_, .denied), .opaque(_, .absent): true
            case .opaque, .named: false
            }
        }
    }
}

/// Searches a definition.
private struct Search {
    let own: RegistryScope?
    private(set) var uses: Set<StateMachineDefinition.StateReference> = []
    private(set) var versions: Set<StateMachineVersion> = []
    /// The families that are opaque in a state already: its call of ECS says best why.
    private var opaqueFamilies: [String?: Set<Family>] = [:]

    init(own: RegistryScope?) { self.own = own }

    /// Every `States`, also of branches and iterators, names the states in it.
    mutating func look(into value: JSONValue, of state: String?) {
        switch value {
        case .string(let text): add(NamedDefinition.all(in: text, of: own), of: state)
        case .list(let items):
            add(NamedDefinition.all(inWords: items), of: state)
            for item in items { look(into: item, of: state) }
        case .object(let members):
            if let action = ECSAction(resource: value["Resource"]?.string) {
                add(action.targets(in: value["Arguments"] ?? value["Parameters"]), of: state)
            }
            for member in members {
                add(NamedDefinition.all(inKeyOf: member, of: own), of: state)
                if member.key == "States", let states = member.value.members {
                    for inner in states { look(into: inner.value, of: inner.key) }
                } else {
                    look(into: member.value, of: state)
                }
            }
        case .null, .bool, .number: break
        }
    }

    private mutating func add(_ named: [NamedDefinition], of state: String?) {
        add(named.compactMap(\.taskDefinition), of: state)
        versions.formUnion(named.compactMap(\.stateMachineVersion))
    }

    private mutating func add(_ targets: [ReferenceTarget], of state: String?) {
        for target in targets {
            if case .opaque(let family?, _) = target {
                guard opaqueFamilies[state, default: []].insert(family).inserted else { continue }
            }
            uses.insert(StateMachineDefinition.StateReference(state: state, target: target))
        }
    }
}

/// What a state does that calls ECS.
private struct ECSAction {
    /// `runTask`, as the state has it.
    let name: String
    let operation: ECSOperation

    /// Nil unless the resource is like `arn:aws:states:::ecs:runTask.sync` or `arn:aws:states:::aws-sdk:ecs:runTask`.
    init?(resource: String?) {
        var parts = (resource ?? "").split(separator: ":", omittingEmptySubsequences: false)[...]
        guard parts.count > 6, parts[0] == "arn", parts[2] == "states" else { return nil }
        parts = parts.dropFirst(5)
        if parts.first == "aws-sdk" { parts = parts.dropFirst() }
        guard parts.first == "ecs", let name = parts.dropFirst().first?.split(separator: ".").first else { return nil }
        self.name = "\(name)".expression
        operation = ECSOperation(name)
    }

    /// The task definitions in its parameters. Without parameters it takes the state's input, which may name anything.
    ///
    /// What an operation merely names is found as well, as any other text: a later state may use the result.
    func targets(in parameters: JSONValue?) -> [ReferenceTarget] {
        switch operation {
        case .harmless, .takesNone: return []
        case .starts, .unknown: break
        }
        guard let parameters, case .object = parameters else {
            // Computed arguments contain more than the task definition, such as passwords in overrides: show nothing.
            let what =
                parameters == nil ? "\(name) with the state's input as parameters" : "computed arguments of \(name)"
            return [.opaque(nil, .computed(what))]
        }
        let targets = parameters.taskDefinitionMembers.map(target)
        if case .starts(let start) = operation, start.namesOne, targets.isEmpty {
            return [.opaque(nil, .unnamed(name))]
        }
        return targets
    }

    private func target(_ member: JSONValue.Member) -> ReferenceTarget {
        guard let text = member.value.string else {
            return .opaque(nil, .notAName("a \(member.key.expression) that is not a string"))
        }
        return member.key.hasSuffix(".$") ? TaskDefinitionExpression.path(text) : TaskDefinitionExpression.value(text)
    }
}
