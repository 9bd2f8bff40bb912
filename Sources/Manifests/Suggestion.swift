/// The name that was probably meant: the closest of which at most a third of the letters differ; nil if there is none.
func suggestion(for text: String, among names: [String]) -> String? {
    guard text.utf8.count <= 64 else { return nil }
    let near = names.map { (name: $0, distance: editDistance(text.lowercased(), $0.lowercased())) }
        .filter { $0.distance <= max(1, $0.name.utf8.count / 3) }
    return near.min { $0.distance < $1.distance }?.name
}

/// The number of bytes that must be inserted, deleted, replaced or swapped with a neighbour to turn one text into the
/// other (optimal string alignment). Time and memory grow with the product of the lengths.
func editDistance(_ one: String, _ other: String) -> Int {
    let (from, to) = (Array(one.utf8), Array(other.utf8))
    guard !from.isEmpty, !to.isEmpty else { return max(from.count, to.count) }
    var rows = [Array(0...to.count)]
    for row in 1...from.count {
        var current = [row]
        for column in 1...to.count {
            let isSame = from[row - 1] == to[column - 1]
            var best = min(
                rows[row - 1][column] + 1, current[column - 1] + 1, rows[row - 1][column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, from[row - 1] == to[column - 2], from[row - 2] == to[column - 1] {
                best = min(best, rows[row - 2][column - 2] + 1)
            }
            current.append(best)
        }
        rows.append(current)
    }
    return rows[from.count][to.count]
}
