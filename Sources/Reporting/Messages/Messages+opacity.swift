import Foundation
import Model
import Planning
import SwiftExtensions

// What is unknown about what something uses, and what would make it known.

extension Opacity {
    /// Why it is unknown, as it follows the name of the thing.
    var words: String {
        switch self {
        case .computed(let expression): "chosen at run time, by \(expression.shortened())"
        case .notAName(let text):
            "it names \(text.isEmpty ? "nothing" : "'\(text.shortened())'"), which is no task definition"
        case .unnamed(let call): "\(call.shortened()) without a task definition"
        case .unreadable(let document, let why): "\(document.shortened()) cannot be read: \(why.shortened())"
        case .absent(let document): "the response is without \(document.shortened())"
        case .encrypted(let error), .denied(let error): error.shortened(to: .line)
        case .elsewhere(let location): "\(location.shortened()) is not read"
        case .notFound(let name): "\(name.shortened()) cannot be found"
        case .forgotten(let what): "AWS no longer lists \(what.shortened())"
        }
    }

    /// What would make it readable.
    var remedy: String {
        switch self {
        case .computed, .unnamed: "name the task definition there"
        case .notAName: "name a family there, or a revision from 1 on"
        case .unreadable(let document, _): "correct \(document.shortened())"
        case .encrypted: "allow kms:Decrypt with its key for these credentials"
        case .absent, .denied: "let these credentials read all of it"
        case .elsewhere: "give CodeDeploy the AppSpec as text"
        case .notFound: "name one that exists"
        case .forgotten: "let a deployment of the service succeed"
        }
    }
}

extension Reference {
    /// Why it is unknown what it uses; nil if it is known.
    var opacity: Opacity? {
        guard case .opaque(_, let opacity) = target else { return nil }
        return opacity
    }
}

extension [Reference] {
    /// What can be done about those whose use is unknown. `protect` in a manifest is no remedy: it names one of the
    /// revisions that may be meant.
    var opaqueRemedy: String {
        let keys = Set(map { "references.\($0.kind.source.rawValue).opaque" }).sorted().joined(separator: ", ")
        let remedies = compactMap { $0.opacity?.remedy }.reduce(into: [String]()) { remedies, remedy in
            if !remedies.contains(remedy) { remedies.append(remedy) }
        }
        return "\(remedies.joined(separator: ", ")), or waive it in the configuration under \(keys)"
    }
}

extension [ExplainedReference] {
    /// The lines of a configuration that waive what is opaque among them, and is not waived yet; empty if there is
    /// nothing. Names are quoted as in JSON, which YAML reads.
    var waiverLines: [String] {
        let opaque = filter { $0.reference.opacity != nil && $0.waiver == nil && $0.reference.kind.source.isWaivable }
        let bySource = Dictionary(grouping: opaque.map(\.reference), by: \.kind.source).sorted { $0.key < $1.key }
        guard !bySource.isEmpty else { return [] }
        return ["spec:", "  references:"]
            + bySource.flatMap { source, references in
                let names = Set(references.map { String(source.resourceName(in: $0.name)) }).sorted()
                return ["    \(source.rawValue):", "      opaque:"]
                    + names.map { "        \($0.quotedForYAML): \"why this is safe\"" }
            }
    }
}

extension String {
    /// Between double quotes, with escapes.
    fileprivate var quotedForYAML: String {
        "\""
            + unicodeScalars.map { scalar in
                switch scalar {
                case "\"", "\\": "\\\(scalar)"
                case " "..."~": "\(scalar)"
                default: scalar.value > 0xFFFF ? "\\U" + hex(scalar, 8) : "\\u" + hex(scalar, 4)
                }
            }.joined() + "\""
    }
}

private func hex(_ scalar: Unicode.Scalar, _ digits: Int) -> String {
    let text = String(scalar.value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
