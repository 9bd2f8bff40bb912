/// Circles among containers that need each other.
enum Cycle {
    /// Whether some container needs itself, by way of others or not. Names that are no keys count for nothing.
    static func exists(in needs: [String: Set<String>]) -> Bool {
        // Whatever needs nothing that is left is taken away; a circle remains.
        var waiting = needs.mapValues { $0.filter { needs[$0] != nil } }
        while let ready = waiting.first(where: { $0.value.isEmpty })?.key {
            waiting[ready] = nil
            for name in waiting.keys { waiting[name]?.remove(ready) }
        }
        return !waiting.isEmpty
    }
}
