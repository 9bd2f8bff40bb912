import Model
import SwiftExtensions
import YAML

/// A mapping with a fixed set of keys, so that the code that reads it looks like its schema.
struct Mapping {
    /// The key of the mapping, for messages.
    let name: String
    /// The start of the mapping.
    let location: SourceLocation
    private let fields: [String: Field]
    /// The keys that unknown ones were probably meant to be: these are already reported, and not reported as missing.
    private let misspelt: Set<String>
    private let collector: DiagnosticCollector

    /// Keeps the entries with known keys, and reports the others.
    ///
    /// - Parameter later: keys of later versions.
    init(
        name: String, location: SourceLocation, keys: [String], later: [String] = [], entries: [Node.Entry],
        collector: DiagnosticCollector
    ) {
        var fields: [String: Field] = [:]
        var misspelt: Set<String> = []
        for entry in entries {
            if keys.contains(entry.key) {
                fields[entry.key] = Field(name: entry.key, node: entry.value, collector: collector)
                continue
            }
            if collector.isFull { break }
            if later.contains(entry.key) {
                Field(name: entry.key, node: entry.value, collector: collector)
                    .report("'\(entry.key)' is not supported by this version: remove it")
                continue
            }
            let meant = suggestion(for: entry.key, among: keys)
            if let meant { misspelt.insert(meant) }
            let hint =
                meant.map { " (did you mean '\($0)'?)" } ?? ": \(collector.quote(name)) takes \(quotedList(keys))"
            collector.add(
                "unknown key \(collector.quoteUnknownKey(entry.key, isFamiliar: meant != nil))\(hint)",
                at: SourceLocation(file: collector.file, line: entry.line, column: entry.column))
        }
        self.name = name
        self.location = location
        self.fields = fields
        self.misspelt = misspelt
        self.collector = collector
    }

    /// The value of a key; nil if it is absent.
    subscript(key: String) -> Field? { fields[key] }

    /// Whether all these keys are absent, even misspelt.
    func lacks(_ keys: String...) -> Bool { keys.allSatisfy { fields[$0] == nil && !misspelt.contains($0) } }

    /// The value of a required key; reports it if it is absent.
    func required(_ key: String) -> Field? {
        if lacks(key) { report("the key '\(key)' is missing from \(collector.quote(name)): add it") }
        return fields[key]
    }

    /// The value of the only key present among mutually exclusive ones; reports if there is none, or more than one.
    func exactlyOne(of keys: [String]) -> Field? {
        let present = keys.compactMap { fields[$0] }
        if present.count == 1 { return present[0] }
        if !present.isEmpty || misspelt.isDisjoint(with: keys) {
            let count = present.isEmpty ? "none of them" : "both"
            report("\(collector.quote(name)) must have exactly one of \(quotedList(keys)), not \(count)")
        }
        return nil
    }

    /// Reports what is wrong with the mapping as a whole.
    func report(_ message: @autoclosure () -> String) { collector.add(message(), at: location) }
}

/// `'a', 'b', 'c'`.
func quotedList(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
}
