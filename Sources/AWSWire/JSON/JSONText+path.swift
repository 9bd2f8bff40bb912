extension JSONText {
    /// The names and places that lead to a value.
    func path(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var index = 0
        while index < target {
            let container = tokens[index]
            var child = index + 1
            var place = 0
            if container.kind == .object { child += 1 }
            while tokens[child].next <= target {
                child = tokens[child].next + (container.kind == .object ? 1 : 0)
                place += 1
            }
            path.append(
                container.kind == .object
                    ? JSONPlace(stringValue: string(tokens[child - 1]) ?? "") : JSONPlace(intValue: place))
            index = child
        }
        return path
    }
}

/// A step of a path.
private struct JSONPlace: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}
