import SwiftExtensions

/// Puts events together to nodes, without recursion.
struct Composer {
    /// Those that are complete.
    private(set) var documents: [Node] = []
    /// What does not end the reading.
    private(set) var errors: [YAMLError] = []

    private var frames: [Frame] = []
    /// By name, within a document. Nil while the anchored node is still open.
    private var anchors: [String: Measured?] = [:]
    /// The weight of all that aliases and merge keys added until now.
    private var expanded = 0

    /// A sequence or a mapping that is still open.
    private struct Frame {
        let isMapping: Bool
        let anchor: String?
        let mark: Mark
        /// Of a mapping: keys and values in turn.
        var children: [Node] = []
        var weight = YAMLLimits.nodeWeight
        var height = 1
    }

    /// A node, and what it costs to walk through it.
    private struct Measured {
        let node: Node
        let weight: Int
        /// 0 for a scalar.
        let height: Int
    }

    /// Takes the next event of the stream.
    mutating func take(_ event: Event) throws(YAMLError) {
        switch event.kind {
        case .separator: break
        case .documentStart: anchors = [:]
        case .alias(let name): add(try expand(name, at: event.mark))
        case .scalar(let scalar, let anchor):
            try check(tag: scalar.tag, among: ["str", "int", "float", "bool", "null"], at: event.mark)
            let measured = Measured(
                node: Node(.scalar(scalar), at: event.mark),
                weight: YAMLLimits.nodeWeight + scalar.text.utf8.count, height: 0)
            if let anchor { anchors[anchor] = .some(measured) }
            add(measured)
        case .sequenceStart(let tag, let anchor):
            try check(tag: tag, among: ["seq"], at: event.mark)
            try open(Frame(isMapping: false, anchor: anchor, mark: event.mark))
        case .mappingStart(let tag, let anchor):
            try check(tag: tag, among: ["map"], at: event.mark)
            try open(Frame(isMapping: true, anchor: anchor, mark: event.mark))
        case .containerEnd: try close()
        }
    }

    private mutating func open(_ frame: Frame) throws(YAMLError) {
        guard frames.count < YAMLLimits.depth else { throw Self.tooDeep(at: frame.mark) }
        if let anchor = frame.anchor { anchors[anchor] = .some(nil) }
        frames.append(frame)
    }

    private mutating func close() throws(YAMLError) {
        guard let frame = frames.popLast() else { return }
        let content: Node.Content =
            frame.isMapping ? .mapping(try entries(frame.children)) : .sequence(frame.children)
        let measured = Measured(
            node: Node(content, at: frame.mark), weight: frame.weight, height: frame.height)
        if let anchor = frame.anchor { anchors[anchor] = .some(measured) }
        add(measured)
    }

    private mutating func add(_ measured: Measured) {
        guard let last = frames.indices.last else {
            documents.append(measured.node)
            return
        }
        frames[last].children.append(measured.node)
        frames[last].weight += measured.weight
        frames[last].height = max(frames[last].height, measured.height + 1)
    }

    /// What an alias stands for. The nodes are shared, not copied; whoever reads them walks through them
    /// again for each alias, and that is what the limit counts.
    private mutating func expand(_ name: String, at mark: Mark) throws(YAMLError) -> Measured {
        guard let anchor = anchors[name] else {
            throw YAMLError("there is no anchor \(quoted("&" + name)) above: add it, or correct the name", at: mark)
        }
        guard let measured = anchor else {
            throw YAMLError(
                "the alias \(quoted("*" + name)) stands inside the value that it names: write the value out", at: mark)
        }
        guard frames.count + measured.height <= YAMLLimits.depth else { throw Self.tooDeep(at: mark) }
        try charge(measured.weight, at: mark)
        return Measured(
            node: Node(measured.node.content, at: mark), weight: measured.weight, height: measured.height)
    }

    /// Takes a weight from what is left of the limit.
    mutating func charge(_ weight: Int, at mark: Mark) throws(YAMLError) {
        expanded += weight
        guard expanded <= YAMLLimits.expansion else {
            throw YAMLError(
                "the aliases and merge keys stand for more than 1 MiB of nodes: write the values out", at: mark)
        }
    }

    private static func tooDeep(at mark: Mark) -> YAMLError {
        YAMLError("this is nested more than \(YAMLLimits.depth) deep: flatten it", at: mark)
    }

    /// A tag that nobody acts on would change nothing, silently.
    private mutating func check(tag: String?, among names: [String], at mark: Mark) throws(YAMLError) {
        guard let tag, tag != "!", !names.contains(where: { tag == "tag:yaml.org,2002:" + $0 }) else { return }
        try report(YAMLError("the tag \(quoted(tag)) has no meaning here: take it away", at: mark))
    }

    /// Goes on after an error, unless there are too many already.
    mutating func report(_ error: YAMLError) throws(YAMLError) {
        errors.append(error)
        if errors.count == YAMLLimits.errors {
            throw YAMLError(
                "there are \(YAMLLimits.errors) errors up to here, and the rest was not read: correct them first",
                at: Mark(line: error.line, column: error.column))
        }
    }
}

extension Node {
    init(_ content: Content, at mark: Mark) {
        self.init(content: content, line: mark.line, column: mark.column)
    }

    var mark: Mark { Mark(line: line, column: column) }
}
