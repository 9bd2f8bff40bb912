import TaskDefinitions
import YAML

/// A mapping whose keys are known beforehand, so that what reads it looks like its schema.
struct Mapping {
    /// The key that it is the value of, for messages.
    let name: String
    /// Where it starts.
    let place: Place
    private let fields: [String: Field]
    private let findings: Findings

    /// Takes the entries whose key is known, and reports the others.
    init(name: String, place: Place, keys: [String], entries: [Node.Entry], findings: Findings) {
        var fields: [String: Field] = [:]
        for entry in entries {
            if keys.contains(entry.key) {
                fields[entry.key] = Field(name: entry.key, node: entry.value, findings: findings)
                continue
            }
            let hint =
                suggestion(for: entry.key, among: keys).map { " (did you mean '\($0)'?)" }
                ?? ": \(quoted(name)) takes \(quotedList(keys))"
            findings.add(
                "unknown key \(quoted(entry.key))\(hint)",
                at: Place(file: findings.file, line: entry.line, column: entry.column))
        }
        self.name = name
        self.place = place
        self.fields = fields
        self.findings = findings
    }

    /// The value of a key, nil where it is absent.
    subscript(key: String) -> Field? { fields[key] }

    /// The value of a key that must be there.
    func required(_ key: String) -> Field? {
        if fields[key] == nil { fail("the key '\(key)' is missing in \(quoted(name)): add it") }
        return fields[key]
    }

    /// The value of the one key, among those that exclude each other, that is there.
    func exactlyOne(of keys: [String]) -> Field? {
        let present = keys.compactMap { fields[$0] }
        guard present.count == 1 else {
            fail(
                "\(quoted(name)) must have exactly one of \(quotedList(keys)), not \(present.isEmpty ? "none" : "both")"
            )
            return nil
        }
        return present[0]
    }

    /// Says what is wrong with the mapping as a whole.
    func fail(_ message: String) { findings.add(message, at: place) }
}

/// `'a', 'b', 'c'`.
func quotedList(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
}
