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
}

extension NamedDefinition {
    /// What a document names, in its order, each once. Linear in its length.
    ///
    /// - Parameter owner: the ARN of the resource with the document.
    static func all(in document: JSONValue, of owner: String) -> [NamedDefinition] {
        var search = MentionSearch(own: RegistryScope(ofARN: owner))
        search.look(into: document)
        return search.found.uniqued
    }
}

/// Collects what a document names.
private struct MentionSearch {
    let own: RegistryScope?
    var found: [NamedDefinition] = []

    mutating func look(into value: JSONValue) {
        switch value {
        case .null, .bool, .number: break
        case .string(let text): look(into: text)
        case .list(let items):
            found += TaskDefinitionMention.shortNames(in: items).map(NamedDefinition.taskDefinition)
            for item in items { look(into: item) }
        case .object(let members):
            for member in members {
                if let name = TaskDefinitionMention.shortName(member.value, under: member.key) {
                    found.append(.taskDefinition(name))
                }
                look(into: member.key)
                look(into: member.value)
            }
        }
    }

    private mutating func look(into text: String) {
        found += TaskDefinitionMention.everything(in: text).map(NamedDefinition.taskDefinition)
        found += StateMachineVersion.all(in: text, of: own).map(NamedDefinition.stateMachineVersion)
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

extension ReferenceTarget {
    /// What something may use whose document cannot be read: what its text names in full, and any revision of each of
    /// these families; of every family if it names none, or if something in it is put together at run time.
    static func unreadable(_ text: String, _ opacity: Opacity) -> [ReferenceTarget] {
        let named = TaskDefinitionMention.everything(in: text) + TaskDefinitionMention.unquotedNames(in: text)
        let families = Set(named.compactMap(\.family))
        let inFull = named.filter { if case .named = $0 { true } else { false } }
        let isComputed = ["efinition.$", "efinitionArn.$", "{%", "<aws.scheduler."].contains {
            text.utf8.firstRange(of: $0.utf8) != nil
        }
        let opaque: [Family?] = families.isEmpty || isComputed ? [nil] : families.sorted()
        return Set(inFull).sorted { "\($0)" < "\($1)" } + opaque.map { .opaque($0, opacity) }
    }

    /// The family that it uses, if that is known.
    var family: Family? {
        switch self {
        case .named(let name): name.family
        case .opaque(let family, _): family
        }
    }
}
