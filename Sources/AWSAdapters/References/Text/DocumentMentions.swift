import AWSWire
import Model

/// What a document names, wherever it is: in any text and any key, whatever the members around it are for. What nobody
/// thought of is found as well.
enum NamedDefinition: Hashable, Sendable {
    case taskDefinition(ReferenceTarget)
    case stateMachineVersion(StateMachineVersion)

    /// The task definition, if it is one.
    var taskDefinition: ReferenceTarget? {
        guard case .taskDefinition(let target) = self else { return nil }
        return target
    }

    /// The version of a state machine, if it is one.
    var stateMachineVersion: StateMachineVersion? {
        guard case .stateMachineVersion(let version) = self else { return nil }
        return version
    }
}

extension NamedDefinition {
    /// What a document names, in its order, each once. Linear in its length.
    ///
    /// - Parameter own: the account and Region of the resource with the document; nil if unknown.
    static func all(in document: JSONValue, of own: RegistryScope?) -> [NamedDefinition] {
        everything(in: document, own).uniqued
    }

    /// What a text names, also in JSON within it, whose escapes may hide some: one of an escape's own letters may be
    /// escaped.
    static func all(in text: String, of own: RegistryScope?) -> [NamedDefinition] {
        let plain =
            TaskDefinitionMention.all(in: text).map(taskDefinition)
            + StateMachineVersion.all(in: text, of: own).map(stateMachineVersion)
        guard text.utf8.contains(UInt8(ascii: "\\")),
            let first = text.utf8.first(where: { $0 > UInt8(ascii: " ") }), "{[\"".utf8.contains(first),
            let value = try? JSONValue(parsing: text)
        else { return plain }
        return plain + everything(in: value, own)
    }

    /// What a member of an object names by its key.
    static func all(inKeyOf member: JSONValue.Member, of own: RegistryScope?) -> [NamedDefinition] {
        [TaskDefinitionMention.shortName(member.value, under: member.key)].compactMap { $0 }.map(taskDefinition)
            + all(in: member.key, of: own)
    }

    /// What the items of a list name together: the words of a command.
    static func all(inWords items: [JSONValue]) -> [NamedDefinition] {
        TaskDefinitionMention.shortNames(in: items).map(taskDefinition)
    }

    private static func everything(in value: JSONValue, _ own: RegistryScope?) -> [NamedDefinition] {
        switch value {
        case .null, .bool, .number: []
        case .string(let text): all(in: text, of: own)
        case .list(let items): all(inWords: items) + items.flatMap { everything(in: $0, own) }
        case .object(let members):
            members.flatMap { all(inKeyOf: $0, of: own) + everything(in: $0.value, own) }
        }
    }
}

extension [NamedDefinition] {
    /// Each once, in order; and what is unknown within a family once for each family.
    var uniqued: [NamedDefinition] {
        var seen: Set<NamedDefinition> = []
        var opaqueFamilies: Set<Family?> = []
        return filter { definition in
            if case .taskDefinition(.opaque(let family, _)) = definition {
                return opaqueFamilies.insert(family).inserted
            }
            return seen.insert(definition).inserted
        }
    }
}
