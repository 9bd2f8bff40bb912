import AWSWire
import ECSWire

/// A registry's response, checked against the model.
struct FuzzResponse {
    let status: Int
    let body: Value

    private let errorType: String?

    /// Whether the operation was carried out.
    var isSuccess: Bool { status == 200 }

    /// - Throws: a finding if the body is not valid JSON.
    init(_ response: WireResponse) throws(Finding) {
        status = response.status
        errorType = response.headers["x-amzn-errortype"]
        do throws(JSONReader.Failure) {
            body = try JSONReader.read(Array(response.body))
        } catch {
            throw Finding("the response is not JSON: \(error.reason)")
        }
    }

    /// Checks the response.
    ///
    /// - Parameters:
    ///   - output: the shape of a successful response.
    ///   - isStrict: whether to check required members and enum values too, not only names and types.
    /// - Throws: a finding if it does not fit the model, or is not a well-formed refusal.
    func check(as output: String, _ grammar: Grammar, isStrict: Bool) throws(Finding) {
        if isSuccess {
            try Checker(grammar: grammar, isStrict: isStrict).check(body, grammar.shape(output), output)
        } else {
            try checkRefusal()
        }
    }

    private func checkRefusal() throws(Finding) {
        guard status == 400 else { throw Finding("status \(status)") }
        guard case .object(let members) = body, Set(members.map(\.key)) == ["__type", "message"],
            let type = body["__type"]?.string, let message = body["message"]?.string, !type.isEmpty, !message.isEmpty,
            errorType == type
        else { throw Finding("the refusal is not __type and message") }
        guard type != "ServerException" else { throw Finding("a server's fault: \(message)") }
    }

    /// Adds every string of the response to a pool.
    func record(in pool: inout Pool) { Self.record(body, as: "", in: &pool) }

    private static func record(_ value: Value, as member: String, in pool: inout Pool) {
        switch value {
        case .raw: break
        case .text(let text): pool.record(text, as: member)
        case .list(let items): for item in items { record(item, as: member, in: &pool) }
        case .object(let members): for member in members { record(member.value, as: member.key, in: &pool) }
        }
    }
}

/// Checks a value against a shape.
private struct Checker {
    let grammar: Grammar
    let isStrict: Bool

    /// Members that ECS returns although its model lacks them.
    private static let unmodelled: Set = ["previousStatus"]

    func check(_ value: Value, _ shape: Grammar.Shape, _ path: String) throws(Finding) {
        switch (shape.kind, value) {
        case (.structure, .object(let members)): try check(members, of: shape, path)
        case (.list, .list(let items)):
            for item in items { try check(item, grammar.shape(shape.item ?? ""), path + "[]") }
        case (.map, .object(let members)):
            for member in members { try check(member.value, grammar.shape(shape.item ?? ""), path + "{}") }
        case (.string, .text(let text)):
            guard !isStrict || shape.choices.isEmpty || shape.choices.contains(text) else {
                throw Finding("\(path) is not one of its enum values", detail: text)
            }
        case (.integer, .raw(let token)) where Int32(token) != nil: break
        case (.number, .raw(let token)) where Double(token) != nil: break
        case (.boolean, .raw("true")), (.boolean, .raw("false")): break
        default: throw Finding("\(path) is not of type \(shape.kind)")
        }
    }

    private func check(_ members: [Value.Member], of shape: Grammar.Shape, _ path: String) throws(Finding) {
        for member in members where !Self.unmodelled.contains(member.key) {
            guard let part = shape.members.first(where: { $0.name == member.key }) else {
                throw Finding("\(path).\(member.key) is not in the model")
            }
            try check(member.value, grammar.shape(part.shape), "\(path).\(member.key)")
        }
        guard isStrict else { return }
        for part in shape.members where part.isRequired && !members.contains(where: { $0.key == part.name }) {
            throw Finding("\(path).\(part.name) is missing")
        }
    }
}

/// A violation.
struct Finding: Error, Equatable {
    /// Identical for all cases of the same fault.
    let summary: String
    /// The details of this case.
    let detail: String

    init(_ summary: String, detail: String = "") {
        self.summary = summary
        self.detail = detail
    }
}
