import AWSWire
import Foundation

/// Why an admin request cannot be carried out: names the member and what is expected there.
struct AdminError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JSONValue {
    /// The JSON of an admin request's body; an empty body reads as an empty object.
    /// - Throws: for anything but JSON in UTF-8, and for an object that has a key twice.
    init(adminBody body: Data) throws(AdminError) {
        guard !body.isEmpty else {
            self = .object([:])
            return
        }
        guard let text = String(validating: body, as: UTF8.self), let value = try? JSONValue(parsing: text) else {
            throw AdminError("the body is not valid JSON")
        }
        self = value
    }
}

/// The members of an object, each taken once, none left over: nothing that is misspelt is passed over.
struct AdminFields {
    private let location: String
    private var members: [String: JSONValue]

    /// - Parameters:
    ///   - location: where the object stands, empty for the body itself.
    ///   - known: the names that it may have.
    init(_ json: JSONValue, at location: String, known: [String]) throws(AdminError) {
        guard case .object(let members) = json else {
            throw AdminError("\(location.isEmpty ? "the body" : location): an object is expected")
        }
        self.location = location
        self.members = members
        for name in members.keys.sorted() where !known.contains(name) {
            let known = known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))"
            throw AdminError("\(path(name)): there is no such member; \(known)")
        }
    }

    /// The name with its place before it.
    func path(_ name: String) -> String { location.isEmpty ? name : "\(location).\(name)" }

    subscript(name: String) -> JSONValue? { members[name] }

    /// A text, if it is there.
    func text(_ name: String) throws(AdminError) -> String? {
        switch members[name] {
        case nil: return nil
        case .string(let text): return text
        default: throw AdminError("\(path(name)): a string is expected")
        }
    }

    /// A number of that range, if it is there.
    func number(_ name: String, _ range: ClosedRange<Double>, _ expected: String) throws(AdminError) -> Double? {
        switch members[name] {
        case nil: return nil
        case .number(let text):
            if let number = Double(text), range.contains(number) { return number }
            fallthrough
        default: throw AdminError("\(path(name)): \(expected) is expected")
        }
    }

    /// A whole number of that range, if it is there.
    func wholeNumber(_ name: String, _ range: ClosedRange<Int>, _ expected: String) throws(AdminError) -> Int? {
        guard let number = try number(name, Double(range.lowerBound)...Double(range.upperBound), expected) else {
            return nil
        }
        guard let whole = Int(exactly: number) else { throw AdminError("\(path(name)): \(expected) is expected") }
        return whole
    }
}
