/// What a Region of a registry has acknowledged, and so must know.
struct Ledger: Sendable {
    /// As in `status`.
    enum Status: String, Sendable { case active = "ACTIVE", inactive = "INACTIVE", deleting = "DELETE_IN_PROGRESS" }

    /// The statuses of each family's revisions; index 0 is revision 1.
    private(set) var families: [String: [Status]] = [:]

    /// The status of a revision by ARN or name; nil if it was never registered.
    func status(of text: String) -> Status? {
        guard let (family, number) = Self.parts(text), let statuses = families[family],
            statuses.indices.contains(number - 1)
        else { return nil }
        return statuses[number - 1]
    }

    /// The names of all revisions with a status.
    func names(_ status: Status) -> Set<String> {
        Set(
            families.flatMap { family, statuses in
                statuses.indices.filter { statuses[$0] == status }.map { "\(family):\($0 + 1)" }
            })
    }

    /// Splits `…/family:number`.
    private static func parts(_ text: String) -> (family: String, number: Int)? {
        let parts = (text.split(separator: "/").last ?? "").split(separator: ":")
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return (String(parts[0]), number)
    }

    /// Records what a response acknowledges.
    /// - Throws: a finding if it contradicts earlier responses.
    mutating func record(_ operation: String, _ response: FuzzResponse) throws(Finding) {
        guard response.isSuccess else { return }
        let definition = response.body["taskDefinition"]
        switch operation {
        case "RegisterTaskDefinition": try registered(definition)
        case "DeregisterTaskDefinition": try deregistered(definition)
        case "DescribeTaskDefinition":
            let arn = definition?["taskDefinitionArn"]?.string ?? ""
            guard let known = status(of: arn), known.rawValue == definition?["status"]?.string else {
                throw Finding("Describe gives another status than was acknowledged", detail: arn)
            }
        case "DeleteTaskDefinitions":
            for definition in response.body["taskDefinitions"]?.items ?? [] { try deleted(definition) }
        default: break
        }
    }

    private mutating func registered(_ definition: Value?) throws(Finding) {
        guard let family = definition?["family"]?.string, let number = definition?["revision"]?.integer,
            definition?["status"]?.string == "ACTIVE"
        else { throw Finding("Register responds without family, revision or ACTIVE") }
        guard number == (families[family]?.count ?? 0) + 1 else {
            throw Finding("a number is not the next one of its family", detail: "\(family):\(number)")
        }
        families[family, default: []].append(.active)
    }

    private mutating func deregistered(_ definition: Value?) throws(Finding) {
        let arn = definition?["taskDefinitionArn"]?.string ?? ""
        guard let before = status(of: arn), before != .deleting,
            definition?["status"]?.string == "INACTIVE", definition?["previousStatus"]?.string == before.rawValue
        else { throw Finding("Deregister returns an impossible result", detail: arn) }
        set(arn, .inactive)
    }

    private mutating func deleted(_ definition: Value) throws(Finding) {
        let arn = definition["taskDefinitionArn"]?.string ?? ""
        guard let before = status(of: arn), before != .active, definition["status"]?.string == "DELETE_IN_PROGRESS"
        else { throw Finding("Delete returns an impossible result", detail: arn) }
        set(arn, .deleting)
    }

    private mutating func set(_ arn: String, _ status: Status) {
        if let (family, number) = Self.parts(arn) { families[family]?[number - 1] = status }
    }
}
