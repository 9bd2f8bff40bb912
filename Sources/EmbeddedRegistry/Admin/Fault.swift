import AWSWire
import ECSWire
import Foundation

/// A fault to inject: which requests it applies to, how often, and its effect.
struct Fault: Equatable, Sendable {
    /// When the connection is dropped.
    enum Drop: String, Sendable {
        /// Before the operation runs.
        case before
        /// After the operation ran: its changes persist, but the client gets no response.
        case after
    }

    /// A response that replaces the operation's.
    struct ErrorResponse: Equatable, Sendable {
        let error: ECSError
        let status: Int
    }

    /// What happens to a matching request.
    struct Effect: Equatable, Sendable {
        /// A delay before anything else, in seconds.
        var delay: Double = 0
        /// The response to send instead of running the operation.
        var response: ErrorResponse?
        /// Never set together with ``response``.
        var drop: Drop?
    }

    /// The operation that it applies to; nil for all.
    var operation: String?
    /// Top-level members of the request body that must have these string values.
    var members: [String: String] = [:]
    /// The probability that it applies to a matching request, from 0 to 1.
    var share: Double = 1
    /// How many more requests it applies to; nil for no limit.
    var remaining: Int?
    var effect = Effect()

    /// Whether the fault matches a request. `body` is called only if the members matter.
    func matches(_ operation: String, _ body: () -> [String: JSONValue]) -> Bool {
        guard remaining != 0, self.operation == nil || self.operation == operation else { return false }
        guard !members.isEmpty else { return true }
        let sent = body()
        return members.allSatisfy { sent[$0.key] == .string($0.value) }
    }
}

extension Fault {
    private static let members = ["operation", "where", "error", "delay", "drop", "share", "next"]
    /// In seconds. Clients give up long before.
    private static let maximumDelay = 3600.0

    /// Parses one entry of `faults`.
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
            throw AdminError("\(location): 'error' and 'drop' are mutually exclusive; remove one")
        }
        if delay == nil, effect.response == nil, effect.drop == nil {
            throw AdminError("\(location): the fault has no effect; set 'error', 'delay' or 'drop'")
        }
    }

    private static func members(_ fields: AdminFields) throws(AdminError) -> [String: String] {
        guard let json = fields["where"] else { return [:] }
        guard let object = json.membersByName else {
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

    /// Whether a byte is allowed in an exception name, which is also sent in a header.
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
