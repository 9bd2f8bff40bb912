/// What one Region of a registry has acknowledged, and so has to know.
struct Ledger: Sendable {
    /// As in `status`.
    enum Status: String, Sendable { case active = "ACTIVE", inactive = "INACTIVE", deleting = "DELETE_IN_PROGRESS" }

    /// Statuses by number, 1 first, of each family.
    private(set) var families: [String: [Status]] = [:]

    /// The status of a revision by its ARN or name, nil when it was never registered.
    func status(of text: String) -> Status? {
        guard let (family, number) = Self.parts(text), let statuses = families[family],
            statuses.indices.contains(number - 1)
        else { return nil }
        return statuses[number - 1]
    }

    /// The names of all revisions of a status.
    func names(_ status: Status) -> Set<String> {
        Set(
            families.flatMap { family, statuses in
                statuses.indices.filter { statuses[$0] == status }.map { "\(family):\($0 + 1)" }
            })
    }

    /// `family` and number from `…/family:number`.
    private static func parts(_ text: String) -> (family: String, number: Int)? {
        let parts = (text.split(separator: "/").last ?? "").split(separator: ":")
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return (String(parts[0]), number)
    }

    /// Writes down what an answer acknowledges.
    /// - Throws: when it cannot be, after all that came before.
    mutating func note(_ operation: String, _ answer: Answer) throws(Finding) {
        guard answer.isSuccess else { return }
        let definition = answer.body["taskDefinition"]
        switch operation {
        case "RegisterTaskDefinition": try registered(definition)
        case "DeregisterTaskDefinition": try deregistered(definition)
        case "DescribeTaskDefinition":
            let arn = definition?["taskDefinitionArn"]?.string ?? ""
            guard let known = status(of: arn), known.rawValue == definition?["status"]?.string else {
                throw Finding("Describe gives another status than was acknowledged", detail: arn)
            }
        case "DeleteTaskDefinitions":
            for definition in answer.body["taskDefinitions"]?.items ?? [] { try deleted(definition) }
        default: break
        }
    }

    private mutating func registered(_ definition: Value?) throws(Finding) {
        guard let family = definition?["family"]?.string, let number = definition?["revision"]?.integer,
            definition?["status"]?.string == "ACTIVE"
        else { throw Finding("Register answers without family, revision or ACTIVE") }
        guard number == (families[family]?.count ?? 0) + 1 else {
            throw Finding("a number is not the next one of its family", detail: "\(family):\(number)")
        }
        families[family, default: []].append(.active)
    }

    private mutating func deregistered(_ definition: Value?) throws(Finding) {
        let arn = definition?["taskDefinitionArn"]?.string ?? ""
        guard let before = status(of: arn), before != .deleting,
            definition?["status"]?.string == "INACTIVE", definition?["previousStatus"]?.string == before.rawValue
        else { throw Finding("Deregister answers what cannot be", detail: arn) }
        set(arn, .inactive)
    }

    private mutating func deleted(_ definition: Value) throws(Finding) {
        let arn = definition["taskDefinitionArn"]?.string ?? ""
        guard let before = status(of: arn), before != .active, definition["status"]?.string == "DELETE_IN_PROGRESS"
        else { throw Finding("Delete answers what cannot be", detail: arn) }
        set(arn, .deleting)
    }

    private mutating func set(_ arn: String, _ status: Status) {
        if let (family, number) = Self.parts(arn) { families[family]?[number - 1] = status }
    }
}
