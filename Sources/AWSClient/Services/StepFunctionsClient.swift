import AWSWire
import Foundation

/// The client of Step Functions: state machines, their definitions and their executions.
///
/// [API reference](https://docs.aws.amazon.com/step-functions/latest/apireference/)
package struct StepFunctionsClient: Sendable {
    private let service: ServiceClient

    /// The longest page of a list; the default is 100.
    package static let longestPage = 1000

    /// Makes a client that shares the session's connections, rate limits and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.stepFunctions)
    }

    /// Every state machine of both types, including those being deleted; 1,000 a call.
    package func stateMachines() async throws(AWSError) -> [StateMachineSummary] {
        try await list(StateMachinePage.self)
    }

    /// A state machine or, with the ARN of a version, that version. One call.
    package func stateMachine(_ arn: String) async throws(AWSError) -> StateMachine {
        try await service.json(
            "DescribeStateMachine", StateMachineInput(stateMachineArn: arn), reading: StateMachine.self
        ).value
    }

    /// The ARNs of a state machine's aliases; 1,000 a call.
    package func aliases(of stateMachine: String) async throws(AWSError) -> [String] {
        try await list(AliasPage.self, of: stateMachine).map(\.stateMachineAliasArn)
    }

    /// The ARNs of the one or two versions that an alias routes to. One call.
    package func versions(of alias: String) async throws(AWSError) -> [String] {
        let response = try await service.json(
            "DescribeStateMachineAlias", AliasInput(stateMachineAliasArn: alias), reading: Alias.self)
        return try service.require(\.routingConfiguration, of: response, "DescribeStateMachineAlias")
            .map(\.stateMachineVersionArn)
    }

    private func list<Page: ListPage>(
        _ page: Page.Type, of stateMachine: String? = nil
    ) async throws(AWSError) -> [Page.Item] {
        try await service.pages(of: page) { token throws(AWSError) in
            try await service.json(
                Page.operation, ListInput(stateMachineArn: stateMachine, nextToken: token), reading: Page.self)
        }.all()
    }
}

/// A state machine, as ListStateMachines has it.
package struct StateMachineSummary: Decodable, Hashable, Sendable {
    /// Its full name.
    package let arn: String
    /// When it was created; tells it from a deleted one of the same name.
    package let created: Timestamp?
    /// `STANDARD` or `EXPRESS`.
    package let type: String?

    private enum CodingKeys: String, CodingKey {
        case arn = "stateMachineArn"
        case created = "creationDate"
        case type
    }
}

/// A state machine or a version of one, as DescribeStateMachine has it.
package struct StateMachine: Decodable, Sendable {
    /// In the Amazon States Language; nil if the caller may see only the metadata.
    package let definition: String?
    /// All the rest.
    package let others: JSONValue

    package init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: NoKeys.self)
        let document = try JSONValue(from: decoder)
        definition = document["definition"]?.string
        others = .object((document.members ?? []).filter { $0.key != "definition" })
    }
}

/// For a response that need only be an object.
private enum NoKeys: CodingKey {}

private struct ListInput: Encodable {
    let stateMachineArn: String?
    let nextToken: String?
    let maxResults = StepFunctionsClient.longestPage

    private enum CodingKeys: String, CodingKey { case stateMachineArn, nextToken, maxResults }
}

private struct StateMachineInput: Encodable {
    let stateMachineArn: String
}

private struct AliasInput: Encodable {
    let stateMachineAliasArn: String
}

private struct StateMachinePage: ListPage {
    static let operation = "ListStateMachines"
    static var items: KeyPath<Self, [StateMachineSummary]?> { \.stateMachines }
    let stateMachines: [StateMachineSummary]?
    let nextToken: String?
}

private struct AliasPage: ListPage {
    static let operation = "ListStateMachineAliases"
    static var items: KeyPath<Self, [Item]?> { \.stateMachineAliases }
    let stateMachineAliases: [Item]?
    let nextToken: String?

    struct Item: Decodable, Sendable {
        let stateMachineAliasArn: String
    }
}

private struct Alias: Decodable {
    let routingConfiguration: [Route]?

    struct Route: Decodable {
        let stateMachineVersionArn: String
    }
}

extension StepFunctionsClient {
    /// The executions of a standard state machine that have a status, such as `RUNNING`; 1,000 a call.
    ///
    /// Child executions of a distributed map are not included; the execution that started them is.
    /// [ListExecutions](https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html)
    package func executions(of stateMachine: String, _ status: String) async throws(AWSError) -> [Execution] {
        try await service.pages(of: ExecutionPage.self) { token throws(AWSError) in
            try await service.json(
                ExecutionPage.operation,
                ExecutionsInput(stateMachineArn: stateMachine, nextToken: token, statusFilter: status),
                reading: ExecutionPage.self)
        }.all()
    }

    /// The state machine as it was when an execution started, by the execution's ARN. One call.
    ///
    /// [DescribeStateMachineForExecution](https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html)
    package func stateMachine(ofExecution arn: String) async throws(AWSError) -> StateMachineOfExecution {
        try await service.json(
            "DescribeStateMachineForExecution", ExecutionInput(executionArn: arn), reading: StateMachineOfExecution.self
        ).value
    }
}

/// An execution, as ListExecutions has it.
package struct Execution: Decodable, Hashable, Sendable {
    /// Its full name.
    package let arn: String
    /// When it was started; a redrive does not change it.
    package let started: Timestamp?
    /// When it ended; nil while it is running.
    package let stopped: Timestamp?
    /// `RUNNING`, `FAILED` and so on.
    package let status: String?
    /// The version that was started, if it was started by version.
    package let version: String?

    /// The execution's name.
    package var name: Substring { arn.split(separator: ":").last ?? "" }

    private enum CodingKeys: String, CodingKey {
        case arn = "executionArn"
        case started = "startDate"
        case stopped = "stopDate"
        case status
        case version = "stateMachineVersionArn"
    }
}

/// A state machine as an execution runs it, whatever changed since.
package struct StateMachineOfExecution: Decodable, Sendable {
    /// In the Amazon States Language; nil if the caller may see only the metadata.
    package let definition: String?
    /// When it was last changed, or created if it never was.
    package let updated: Timestamp?

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        definition = try JSONValue(from: decoder)["definition"]?.string
        updated = try members.decodeIfPresent(Timestamp.self, forKey: .updated)
    }

    private enum CodingKeys: String, CodingKey { case updated = "updateDate" }
}

private struct ExecutionsInput: Encodable {
    let stateMachineArn: String
    let nextToken: String?
    let statusFilter: String
    let maxResults = StepFunctionsClient.longestPage

    private enum CodingKeys: String, CodingKey { case stateMachineArn, nextToken, statusFilter, maxResults }
}

private struct ExecutionInput: Encodable {
    let executionArn: String
}

private struct ExecutionPage: ListPage {
    static let operation = "ListExecutions"
    static var items: KeyPath<Self, [Execution]?> { \.executions }
    let executions: [Execution]?
    let nextToken: String?
}
