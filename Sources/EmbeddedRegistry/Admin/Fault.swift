import AWSWire
import ECSWire
import Foundation

/// What is to go wrong, for which requests, and how often.
struct Fault: Equatable, Sendable {
    /// When the connection is dropped.
    enum Drop: String, Sendable {
        /// Before the operation is carried out.
        case before
        /// When it has been carried out: what it did stays done, and the client does not hear of it.
        case after
    }

    /// An answer that takes the place of the operation's.
    struct ErrorResponse: Equatable, Sendable {
        let error: ECSError
        let status: Int
    }

    /// What befalls one request.
    struct Effect: Equatable, Sendable {
        /// Comes first; in seconds.
        var delay: Double = 0
        /// With it the operation is not carried out.
        var response: ErrorResponse?
        /// Never beside an answer.
        var drop: Drop?
    }

    /// Nil: any.
    var operation: String?
    /// Members at the top of the request's body that must be these texts.
    var members: [String: String] = [:]
    /// Of the requests that match, from 0 to 1.
    var share: Double = 1
    /// So many more requests; nil: no end.
    var remaining: Int?
    /// What befalls them.
    var effect = Effect()

    /// Whether the fault is meant for a request; the body is read only when it matters.
    func matches(_ operation: String, _ body: () -> [String: JSONValue]) -> Bool {
        guard remaining != 0, self.operation == nil || self.operation == operation else { return false }
        guard !members.isEmpty else { return true }
        let sent = body()
        return members.allSatisfy { sent[$0.key] == .string($0.value) }
    }
}

extension Fault {
    private static let members = ["operation", "where", "error", "delay", "drop", "share", "next"]
    /// A client has given up long before.
    private static let maximumDelay = 3600.0

    /// Reads one entry of the list.
    init(_ json: JSONValue, at location: String) throws(AdminError) {
        let fields = try AdminFields(json, at: location, known: Self.members)
        operation = try fields.text("operation")
        if let operation, Operation.named(operation) == nil {
            throw AdminError("\(fields.path("operation")): the registry has no operation '\(operation)'")
        }
        members = try Self.members(fields)
        share = try fields.number("share", 0...1, "a number from 0 to 1") ?? 1
        remaining = try fields.wholeNumber("next", 0...1_000_000_000, "a whole number of requests")
        let delay = try fields.number(
            "delay", 0...Self.maximumDelay, "a number of seconds from 0 to \(Int(Self.maximumDelay))")
        effect = Effect(delay: delay ?? 0, response: try Self.response(fields), drop: try Self.drop(fields))
        if effect.response != nil, effect.drop != nil {
            throw AdminError("\(location): 'error' and 'drop' exclude each other; leave one out")
        }
        if delay == nil, effect.response == nil, effect.drop == nil {
            throw AdminError("\(location): it does nothing; give 'error', 'delay' or 'drop'")
        }
    }

    private static func members(_ fields: AdminFields) throws(AdminError) -> [String: String] {
        guard let json = fields["where"] else { return [:] }
        guard case .object(let object) = json else {
            throw AdminError("\(fields.path("where")): an object is expected")
        }
        var members: [String: String] = [:]
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            guard case .string(let text) = value else {
                throw AdminError("\(fields.path("where")).\(name): a string is expected")
            }
            members[name] = text
        }
        return members
    }

    private static func response(_ fields: AdminFields) throws(AdminError) -> ErrorResponse? {
        guard let json = fields["error"] else { return nil }
        let inner = try AdminFields(json, at: fields.path("error"), known: ["type", "message", "status"])
        guard let type = try inner.text("type"), !type.isEmpty, type.utf8.allSatisfy(isName) else {
            throw AdminError("\(inner.path("type")): the name of an exception is expected, such as ServerException")
        }
        let error = ECSError(ECSErrorCode(rawValue: type), try inner.text("message") ?? "")
        let status = try inner.wholeNumber("status", 400...599, "a status from 400 to 599")
        return ErrorResponse(error: error, status: status ?? error.status)
    }

    /// The name is sent in a header too.
    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func drop(_ fields: AdminFields) throws(AdminError) -> Drop? {
        switch fields["drop"] {
        case nil: return nil
        case .bool(true): return .before
        case .string(let text):
            if let drop = Drop(rawValue: text) { return drop }
            fallthrough
        default: throw AdminError("\(fields.path("drop")): true, \"before\" or \"after\" is expected")
        }
    }
}
