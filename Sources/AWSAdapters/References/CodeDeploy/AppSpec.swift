import AWSWire
import Model
import Planning
import YAML

/// The task definitions that an AppSpec of an ECS deployment names: `Resources[].*.Properties.TaskDefinition`, and
/// every ARN of one elsewhere.
///
/// [AppSpec for ECS](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html)
struct AppSpec: Equatable, Sendable {
    /// Each once, in the order of the text. An unreplaced placeholder is opaque.
    let targets: [ReferenceTarget]

    /// Reads YAML or JSON. If it is neither, or not an ECS AppSpec whose resources all name a task definition, it may
    /// use every family that its text names.
    init(_ content: String) {
        do {
            let document = try Self.value(of: content)
            let named = try Self.targets(in: document).map(NamedDefinition.taskDefinition)
            targets = (named + NamedDefinition.all(in: document, of: nil)).uniqued.compactMap(\.taskDefinition)
        } catch {
            targets = ReferenceTarget.unreadable(content, .unreadable("its AppSpec", why: error.description))
        }
    }

    /// One that is not available.
    init(unavailable: Opacity) { targets = [.opaque(nil, unavailable)] }

    /// Whether it may be available the next time.
    var mayChange: Bool {
        guard case .opaque(nil, let opacity)? = targets.first else { return false }
        return switch opacity {
        case .denied, .encrypted, .notFound, .absent: true
        case .computed, .notAName, .unnamed, .unreadable, .elsewhere, .forgotten: false
        }
    }

    /// JSON is read as JSON: it has escapes that YAML does not.
    private static func value(of content: String) throws(UnreadableDocument) -> JSONValue {
        if content.first(where: { !$0.isWhitespace }) == "{", let json = try? JSONValue(parsing: content) {
            return json
        }
        let stream = readYAML(Array(content.utf8))
        if let error = stream.errors.first {
            throw UnreadableDocument("line \(error.line): \(error.message)")
        }
        guard let document = stream.documents.first, stream.documents.count == 1 else {
            throw UnreadableDocument("it has \(stream.documents.count) documents")
        }
        return JSONValue(document)
    }

    private static func targets(in appSpec: JSONValue) throws(UnreadableDocument) -> [ReferenceTarget] {
        guard case .list(let resources)? = appSpec["Resources"], !resources.isEmpty else {
            throw UnreadableDocument("it has no list 'Resources'")
        }
        var targets: [ReferenceTarget] = []
        for resource in resources {
            guard let named = resource.members, !named.isEmpty else {
                throw UnreadableDocument("one of its Resources has no name")
            }
            for member in named {
                guard let text = member.value["Properties"]?["TaskDefinition"]?.string else {
                    throw UnreadableDocument("one of its Resources has no Properties.TaskDefinition")
                }
                targets.append(ReferenceTarget(inAppSpec: text))
            }
        }
        return targets
    }
}

extension ReferenceTarget {
    /// `<TASK_DEFINITION>` stands for what a pipeline registers.
    fileprivate init(inAppSpec text: String) {
        let target = ReferenceTarget(text)
        guard case .opaque(let family, .notAName) = target, text.contains("<") else {
            self = target
            return
        }
        self = .opaque(family, .computed(text.expression))
    }
}

extension JSONValue {
    /// The value of a YAML node, with scalars as written: a task definition may be named `12` or `true`.
    fileprivate init(_ node: Node) {
        switch node.content {
        case .scalar(let scalar): self = scalar.value == .null ? .null : .string(scalar.text)
        case .sequence(let items): self = .list(items.map(JSONValue.init))
        case .mapping(let entries):
            self = .object(entries.map { Member(key: $0.key, value: JSONValue($0.value)) })
        }
    }
}
