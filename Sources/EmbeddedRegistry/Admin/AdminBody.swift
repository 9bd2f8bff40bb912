import Foundation

/// Why an admin request cannot be carried out: names the member and what is expected there.
struct AdminError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Any JSON, as it came.
enum AdminJSON: Decodable, Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case list([AdminJSON])
    case object([String: AdminJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([AdminJSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: AdminJSON].self))
        }
    }

    /// What a request's body says; no body says nothing.
    static func read(_ body: Data) throws(AdminError) -> AdminJSON {
        guard !body.isEmpty else { return .object([:]) }
        do {
            return try JSONDecoder().decode(AdminJSON.self, from: body)
        } catch {
            throw AdminError("the body is not valid JSON")
        }
    }
}

/// The members of an object, each taken once, none left over: nothing that is misspelt is passed over.
struct AdminFields {
    private let place: String
    private var members: [String: AdminJSON]

    /// - Parameters:
    ///   - place: where the object stands, empty for the body itself.
    ///   - known: the names that it may have.
    init(_ json: AdminJSON, at place: String, known: [String]) throws(AdminError) {
        guard case .object(let members) = json else {
            throw AdminError("\(place.isEmpty ? "the body" : place): an object is expected")
        }
        self.place = place
        self.members = members
        for name in members.keys.sorted() where !known.contains(name) {
            let known = known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))"
            throw AdminError("\(path(name)): there is no such member; \(known)")
        }
    }

    /// The name with its place before it.
    func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    subscript(name: String) -> AdminJSON? { members[name] }

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
        case .number(let number) where range.contains(number): return number
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
