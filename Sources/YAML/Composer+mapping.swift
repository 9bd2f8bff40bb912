extension Composer {
    /// Pairs keys with values, reports duplicate keys, and merges the mappings that `<<` refers to
    /// (https://yaml.org/type/merge.html): own keys override merged ones, earlier mappings override later ones.
    ///
    /// Costs one hash table look-up per key. Merged keys are charged for, since a chain of merges visits them
    /// repeatedly.
    mutating func entries(_ children: [Node]) throws(YAMLError) -> [Node.Entry] {
        var result: [Node.Entry] = []
        result.reserveCapacity(children.count / 2)
        var lines: [String: Int] = [:]
        var merged: Node?
        for index in stride(from: 0, to: children.count - 1, by: 2) {
            let (key, value) = (children[index], children[index + 1])
            guard case .scalar(let scalar) = key.content else {
                throw YAMLError("a key must be text, not a list or a mapping: put it in quotes", at: key.position)
            }
            if let line = lines.updateValue(key.line, forKey: scalar.text) {
                lines[scalar.text] = line
                try report(
                    YAMLError(
                        "duplicate key \(quote(scalar.text)), already on line \(line): remove one of the two",
                        at: key.position))
            } else if scalar.isMerge {
                merged = value
            } else {
                result.append(Node.Entry(key: scalar.text, line: key.line, column: key.column, value: value))
            }
        }
        guard let merged else { return result }
        let sources = try mappings(merged)
        try charge(sources.reduce(0) { $0 + $1.count } * YAMLLimits.nodeWeight, at: merged.position)
        for entry in sources.joined() where lines.updateValue(entry.line, forKey: entry.key) == nil {
            result.append(entry)
        }
        return result
    }

    /// The mappings that a merge key's value consists of: one mapping, or a sequence of them.
    private func mappings(_ value: Node) throws(YAMLError) -> [[Node.Entry]] {
        switch value.content {
        case .mapping(let entries): return [entries]
        case .sequence(let items):
            var result: [[Node.Entry]] = []
            for item in items {
                guard case .mapping(let entries) = item.content else { throw Self.notMergeable(item) }
                result.append(entries)
            }
            return result
        case .scalar: throw Self.notMergeable(value)
        }
    }

    private static func notMergeable(_ node: Node) -> YAMLError {
        YAMLError(
            "'<<' takes a mapping or a list of mappings: refer to an anchor, as in '<<: *name'", at: node.position)
    }
}

extension Scalar {
    fileprivate var isMerge: Bool { text == "<<" && style == .plain && tag == nil }
}
