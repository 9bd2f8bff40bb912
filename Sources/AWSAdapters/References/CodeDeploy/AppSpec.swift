import AWSWire
import Model
import Planning
import YAML

/// The task definitions that an AppSpec of an ECS deployment names: `Resources[].*.Properties.TaskDefinition`.
///
/// [AppSpec for ECS](https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html)
struct AppSpec: Equatable, Sendable {
    /// In the order of the text. An unreplaced placeholder is opaque.
    let targets: [ReferenceTarget]

    /// Reads YAML or JSON.
    /// - Throws: if it is neither, or not an ECS AppSpec whose resources all name a task definition.
    init(_ content: String) throws(UnreadableDocument) {
        targets = try Self.targets(in: try Self.value(of: content))
    }

    /// One that is not available.
    /// - Parameter expression: its location.
    init(unreadable expression: String) { targets = [.opaque(nil, expression: expression.expression)] }

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
            guard case .object(let named) = resource, !named.isEmpty else {
                throw UnreadableDocument("one of its Resources has no name")
            }
            for (_, value) in named.sorted(by: { $0.key < $1.key }) {
                guard let text = value["Properties"]?["TaskDefinition"]?.string else {
                    throw UnreadableDocument("one of its Resources has no Properties.TaskDefinition")
                }
                targets.append(
                    TaskDefinitionName(text).map(ReferenceTarget.named) ?? .opaque(nil, expression: text.expression))
            }
        }
        return targets
    }
}

extension JSONValue {
    /// The value of a YAML node, with scalars as written: a task definition may be named `12` or `true`.
    fileprivate init(_ node: Node) {
        switch node.content {
        case .scalar(let scalar): self = scalar.value == .null ? .null : .string(scalar.text)
        case .sequence(let items): self = .list(items.map(JSONValue.init))
        case .mapping(let entries):
            self = .object(Dictionary(entries.map { ($0.key, JSONValue($0.value)) }) { first, _ in first })
        }
    }
}
