/// The client of EventBridge: what rules exist, and what they are to start.
///
/// [API reference](https://docs.aws.amazon.com/eventbridge/latest/APIReference/)
package struct EventBridgeClient: Sendable {
    private let service: ServiceClient

    /// Over the session's connections, pace and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.eventBridge)
    }

    /// Every bus of the account: the default one, custom ones and those of partners; 100 a call.
    package func buses() async throws(AWSError) -> [EventBus] {
        try await list(BusPage.self)
    }

    /// Every rule of a bus, whatever its state and whoever manages it; 100 a call.
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
    /// What rules are asked for by; a partner's bus has slashes in it.
    package let name: String

    private enum CodingKeys: String, CodingKey { case name = "Name" }
}

/// A rule, as ListRules has it.
package struct EventRule: Decodable, Sendable {
    /// Within its bus.
    package let name: String
    /// Its full name, the bus included.
    package let arn: String

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case arn = "Arn"
    }
}

/// What a rule starts, as ListTargetsByRule has it.
package struct EventTarget: Decodable, Sendable {
    /// Within its rule.
    package let id: String
    /// What is to be started; for ECS the cluster.
    package let arn: String
    /// Nil for anything but ECS.
    package let ecs: EventECSParameters?
    private let input: String?
    private let transformer: Transformer?

    /// The texts that it is handed, whatever comes: a constant, or a template into which parts of the event are put.
    package var inputs: [String] { [input, transformer?.template].compactMap { $0 } }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case arn = "Arn"
        case ecs = "EcsParameters"
        case input = "Input"
        case transformer = "InputTransformer"
    }

    private struct Transformer: Decodable {
        let template: String?

        private enum CodingKeys: String, CodingKey { case template = "InputTemplate" }
    }
}

/// What is to run in ECS, as rules, schedules and pipes have it.
package struct EventECSParameters: Decodable, Sendable {
    /// With or without a revision.
    package let taskDefinition: String

    private enum CodingKeys: String, CodingKey { case taskDefinition = "TaskDefinitionArn" }
}

private struct ListInput: Encodable {
    let rule: String?
    let bus: String?
    let nextToken: String?
    /// The most that EventBridge gives.
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
