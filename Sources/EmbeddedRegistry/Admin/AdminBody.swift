import AWSWire
import Foundation

/// Why an admin request is refused: the member and what is expected there.
struct AdminError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JSONValue {
    /// Parses the body of an admin request. An empty body is an empty object.
    /// - Throws: for anything but JSON in UTF-8, and for an object with a duplicate key.
    init(adminBody body: Data) throws(AdminError) {
        guard !body.isEmpty else {
            self = .object([])
            return
        }
        guard let text = String(validating: body, as: UTF8.self), let value = try? JSONValue(parsing: text) else {
            throw AdminError("the body is not valid JSON")
        }
        self = value
    }

    /// The members of an object by name; nil for any other value. No name is there twice: see ``init(adminBody:)``.
    var membersByName: [String: JSONValue]? {
        members.map { Dictionary($0.map { ($0.key, $0.value) }) { first, _ in first } }
    }
}

/// The members of an object in an admin request. Unknown members are refused, so that no typo goes unnoticed.
struct AdminFields {
    private let location: String
    private var members: [String: JSONValue]

    /// - Parameters:
    ///   - location: the path of the object, empty for the body itself.
    ///   - known: the names of all members that are allowed.
    init(_ json: JSONValue, at location: String, known: [String]) throws(AdminError) {
        guard let members = json.membersByName else {
            throw AdminError("\(location.isEmpty ? "the body" : location): an object is expected")
        }
        self.location = location
        self.members = members
        for name in members.keys.sorted() where !known.contains(name) {
            let expected = known.isEmpty ? "no members are expected" : "expected: \(known.joined(separator: ", "))"
            throw AdminError("\(path(name)): unknown member; \(expected)")
        }
    }

    /// The path of a member, for messages.
    func path(_ name: String) -> String { location.isEmpty ? name : "\(location).\(name)" }

    subscript(name: String) -> JSONValue? { members[name] }

    /// A string; nil if absent.
    func text(_ name: String) throws(AdminError) -> String? {
        switch members[name] {
        case nil: return nil
        case .string(let text): return text
        default: throw AdminError("\(path(name)): a string is expected")
        }
    }

    /// A number within a range; nil if absent.
    func number(_ name: String, _ range: ClosedRange<Double>, _ expected: String) throws(AdminError) -> Double? {
        switch members[name] {
        case nil: return nil
        case .number(let text):
            if let number = Double(text), range.contains(number) { return number }
            fallthrough
        default: throw AdminError("\(path(name)): \(expected) is expected")
        }
    }

    /// A whole number within a range; nil if absent.
    func wholeNumber(_ name: String, _ range: ClosedRange<Int>, _ expected: String) throws(AdminError) -> Int? {
        guard let number = try number(name, Double(range.lowerBound)...Double(range.upperBound), expected) else {
            return nil
        }
        guard let whole = Int(exactly: number) else { throw AdminError("\(path(name)): \(expected) is expected") }
        return whole
    }
}
