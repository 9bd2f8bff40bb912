import SwiftExtensions

/// Reads everything that a list names, each thing once, while things come and go.
///
/// A thing that cannot be found is gone only when the list, read again, no longer has it. What the new list has besides
/// is read too, as it may have taken the place of what is gone; what was read before is not read again. Nothing that
/// was found is forgotten when a later list lacks it.
///
/// - Parameters:
///   - what: a thing on the list, for messages: `cluster`.
///   - time: waits between the lists if something stays on them that cannot be found, up to seven seconds in all.
///   - known: what need not be read if it is listed.
///   - key: tells things on the list apart.
///   - list: reads the complete list.
///   - read: reads some of what is listed, and leaves out what cannot be found.
/// - Returns: what was found of each thing that was ever on the list.
/// - Throws: what `list` and `read` throw, and if something cannot be found although it was listed five times.
func readListed<Item: Sendable, Key: Hashable & Sendable, Value: Sendable>(
    _ what: String, _ time: TimeSource, known: [Key: Value] = [:], by key: (Item) -> Key,
    isolation: isolated (any Actor)? = #isolation,
    list: () async throws(ReferenceFailure) -> [Item],
    read: ([Item]) async throws(ReferenceFailure) -> [Key: Value]
) async throws(ReferenceFailure) -> [Key: Value] {
    var (known, found): ([Key: Value], [Key: Value]) = (known, [:])
    var misses: [Key: Int] = [:]
    for _ in 1...mostLists {
        let items = try await list()
        for item in items { found[key(item)] = found[key(item)] ?? known.removeValue(forKey: key(item)) }
        let waiting = items.filter { found[key($0)] == nil }
        if waiting.isEmpty { return found }
        found.merge(try await read(waiting)) { $1 }
        let missing = waiting.map(key).filter { found[$0] == nil }
        if missing.isEmpty { return found }
        for key in missing { misses[key, default: 0] += 1 }
        let (worst, times) = missing.map { ($0, misses[$0] ?? 0) }.max { $0.1 < $1.1 } ?? (missing[0], 1)
        guard times < mostMisses else {
            throw ReferenceFailure(
                "\(what) \(printable("\(worst)")) is listed, but cannot be found, \(times) times in a row: run it again"
            )
        }
        try await time.pause(afterMisses: times)
    }
    throw ReferenceFailure("each of \(mostLists) lists had a \(what) that could not be found: run it again")
}

/// How often something may be listed without being found.
let mostMisses = 5

/// How often a list is read if each time something else on it is gone.
private let mostLists = 100

extension TimeSource {
    /// Waits before what is listed is looked for again, as a list may lag behind for a moment: not after the first
    /// miss, then for one, two and four seconds.
    func pause(afterMisses count: Int) async throws(ReferenceFailure) {
        guard count > 1 else { return }
        do {
            try await sleep(.milliseconds(250 << count))
        } catch {
            throw ReferenceFailure("cancelled")
        }
    }
}
