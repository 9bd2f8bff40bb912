import SwiftExtensions

/// Builds nodes from events, without recursion.
struct Composer {
    /// The complete documents.
    private(set) var documents: [Node] = []
    /// The errors after which parsing goes on.
    private(set) var errors: [YAMLError] = []

    /// Puts what the text says in quotes.
    let quote: (String) -> String
    private var frames: [Frame] = []
    /// The anchors of the current document by name; the value is nil while the anchored node is still open.
    private var anchors: [String: MeasuredNode?] = [:]
    /// The total weight that aliases and merge keys have added so far.
    private var expandedWeight = 0

    init(quote: @escaping (String) -> String) { self.quote = quote }

    /// A sequence or a mapping that is still open.
    private struct Frame {
        let isMapping: Bool
        let anchor: String?
        let position: Position
        /// In a mapping, keys and values alternate.
        var children: [Node] = []
        var weight = YAMLLimits.nodeWeight
        var height = 1
    }

    /// A node with the cost of traversing it.
    private struct MeasuredNode {
        let node: Node
        let weight: Int
        /// 0 for a scalar.
        let height: Int
    }

    /// Processes the next event of the stream.
    mutating func handle(_ event: Event) throws(YAMLError) {
        switch event.kind {
        case .separator: break
        case .documentStart: anchors = [:]
        case .alias(let name): add(try expand(name, at: event.position))
        case .scalar(let scalar, let anchor):
            try check(tag: scalar.tag, among: ["str", "int", "float", "bool", "null"], at: event.position)
            let measured = MeasuredNode(
                node: Node(.scalar(scalar), at: event.position),
                weight: YAMLLimits.nodeWeight + scalar.text.utf8.count, height: 0)
            if let anchor { anchors[anchor] = .some(measured) }
            add(measured)
        case .sequenceStart(let tag, let anchor):
            try check(tag: tag, among: ["seq"], at: event.position)
            try open(Frame(isMapping: false, anchor: anchor, position: event.position))
        case .mappingStart(let tag, let anchor):
            try check(tag: tag, among: ["map"], at: event.position)
            try open(Frame(isMapping: true, anchor: anchor, position: event.position))
        case .containerEnd: try close()
        }
    }

    private mutating func open(_ frame: Frame) throws(YAMLError) {
        guard frames.count < YAMLLimits.depth else { throw Self.tooDeep(at: frame.position) }
        if let anchor = frame.anchor { anchors[anchor] = .some(nil) }
        frames.append(frame)
    }

    private mutating func close() throws(YAMLError) {
        guard let frame = frames.popLast() else { return }
        let content: Node.Content =
            frame.isMapping ? .mapping(try entries(frame.children)) : .sequence(frame.children)
        let measured = MeasuredNode(
            node: Node(content, at: frame.position), weight: frame.weight, height: frame.height)
        if let anchor = frame.anchor { anchors[anchor] = .some(measured) }
        add(measured)
    }

    private mutating func add(_ measured: MeasuredNode) {
        guard let last = frames.indices.last else {
            documents.append(measured.node)
            return
        }
        frames[last].children.append(measured.node)
        frames[last].weight += measured.weight
        frames[last].height = max(frames[last].height, measured.height + 1)
    }

    /// Resolves an alias. Its nodes are shared, not copied, but a reader traverses them once per alias, which is what
    /// the limit counts.
    private mutating func expand(_ name: String, at position: Position) throws(YAMLError) -> MeasuredNode {
        guard let anchor = anchors[name] else {
            throw YAMLError(
                "anchor \(quote("&" + name)) is not defined above: define it, or correct the name", at: position)
        }
        guard let measured = anchor else {
            throw YAMLError(
                "alias \(quote("*" + name)) is inside the value it refers to: write the value out",
                at: position)
        }
        guard frames.count + measured.height <= YAMLLimits.depth else { throw Self.tooDeep(at: position) }
        try charge(measured.weight, at: position)
        return MeasuredNode(
            node: Node(measured.node.content, at: position), weight: measured.weight, height: measured.height)
    }

    /// Counts a weight against the limit on expansion.
    mutating func charge(_ weight: Int, at position: Position) throws(YAMLError) {
        expandedWeight += weight
        guard expandedWeight <= YAMLLimits.expansion else {
            throw YAMLError(
                "aliases and merge keys expand to more than 1 MiB of nodes: write the values out", at: position)
        }
    }

    private static func tooDeep(at position: Position) -> YAMLError {
        YAMLError("nested more than \(YAMLLimits.depth) levels deep: flatten it", at: position)
    }

    /// Reports any other tag, because ignoring it would silently change the meaning of the text.
    private mutating func check(tag: String?, among names: [String], at position: Position) throws(YAMLError) {
        guard let tag, tag != "!", !names.contains(where: { tag == "tag:yaml.org,2002:" + $0 }) else { return }
        try report(YAMLError("the tag \(quote(tag)) is not supported: remove it", at: position))
    }

    /// Records an error; throws once there are ``YAMLLimits/errors`` of them.
    mutating func report(_ error: YAMLError) throws(YAMLError) {
        errors.append(error)
        if errors.count == YAMLLimits.errors {
            throw .tooMany(at: Position(line: error.line, column: error.column))
        }
    }
}

extension Node {
    init(_ content: Content, at position: Position) {
        self.init(content: content, line: position.line, column: position.column)
    }

    var position: Position { Position(line: line, column: column) }
}
