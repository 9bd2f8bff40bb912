import AWSWire

/// The client of EventBridge: rules and their targets.
///
/// [API reference](https://docs.aws.amazon.com/eventbridge/latest/APIReference/)
package struct EventBridgeClient: Sendable {
    private let service: ServiceClient

    /// Makes a client that shares the session's connections, rate limits and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.eventBridge)
    }

    /// Every bus of the account: default, custom and partner buses; 100 a call.
    package func buses() async throws(AWSError) -> [EventBus] {
        try await list(BusPage.self)
    }

    /// Every rule of a bus, whatever its state, managed rules included; 100 a call.
    package func rules(of bus: String) async throws(AWSError) -> [EventRule] {
        try await list(RulePage.self, bus: bus)
    }

    /// Every target of a rule; 100 a call.
    package func targets(of rule: String, on bus: String) async throws(AWSError) -> [EventTarget] {
        try await list(TargetPage.self, rule: rule, bus: bus)
    }

    private func list<Page: ListPage>(
        _ page: Page.Type, rule: String? = nil, bus: String? = nil
    ) async throws(AWSError) -> [Page.Item] {
        try await service.pages(of: page) { token throws(AWSError) in
            try await service.json(
                Page.operation, ListInput(rule: rule, bus: bus, nextToken: token), reading: Page.self)
        }.all()
    }
}

/// A bus, as ListEventBuses has it.
package struct EventBus: Decodable, Sendable {
    /// The name that ListRules takes; a partner bus has slashes in it.
    package let name: String

    private enum CodingKeys: String, CodingKey { case name = "Name" }
}

/// A rule, as ListRules has it.
package struct EventRule: Decodable, Sendable {
    /// Within its bus.
    package let name: String
    /// Its full name, the bus included.
    package let arn: String
    private let state: String?

    /// Whether it may start something as it is; an unknown state may.
    package var isEnabled: Bool { state != "DISABLED" }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case arn = "Arn"
        case state = "State"
    }
}

/// A target of a rule, as ListTargetsByRule has it.
package struct EventTarget: Decodable, Sendable {
    /// All of it.
    package let document: JSONValue
    /// Within its rule.
    package let id: String
    /// The target's ARN; for ECS the cluster's.
    package let arn: String

    /// In the parameters for ECS; nil for any other target.
    package var taskDefinition: String? { document["EcsParameters"]?["TaskDefinitionArn"]?.string }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        document = try JSONValue(from: decoder)
        id = try members.decode(String.self, forKey: .id)
        arn = try members.decode(String.self, forKey: .arn)
    }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case arn = "Arn"
    }
}

private struct ListInput: Encodable {
    let rule: String?
    let bus: String?
    let nextToken: String?
    /// The most that EventBridge returns.
    let limit = 100

    private enum CodingKeys: String, CodingKey {
        case rule = "Rule"
        case bus = "EventBusName"
        case nextToken = "NextToken"
        case limit = "Limit"
    }
}

private struct BusPage: ListPage {
    static let operation = "ListEventBuses"
    static var items: KeyPath<Self, [EventBus]?> { \.eventBuses }
    let eventBuses: [EventBus]?
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case eventBuses = "EventBuses"
        case nextToken = "NextToken"
    }
}

private struct RulePage: ListPage {
    static let operation = "ListRules"
    static var items: KeyPath<Self, [EventRule]?> { \.rules }
    let rules: [EventRule]?
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case rules = "Rules"
        case nextToken = "NextToken"
    }
}

private struct TargetPage: ListPage {
    static let operation = "ListTargetsByRule"
    static var items: KeyPath<Self, [EventTarget]?> { \.targets }
    let targets: [EventTarget]?
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case targets = "Targets"
        case nextToken = "NextToken"
    }
}
