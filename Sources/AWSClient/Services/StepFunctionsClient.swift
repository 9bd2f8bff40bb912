import AWSWire
import Foundation

/// The client of Step Functions: what state machines exist, and what they are defined to do.
///
/// [API reference](https://docs.aws.amazon.com/step-functions/latest/apireference/)
package struct StepFunctionsClient: Sendable {
    private let service: ServiceClient

    /// The most that a list gives in one page; it gives 100 unless told.
    package static let longestPage = 1000

    /// Over the session's connections, pace and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.stepFunctions)
    }

    /// Every state machine, of both types, those that are being deleted too; 1,000 a call.
    package func stateMachines() async throws(AWSError) -> [StateMachineSummary] {
        try await list(StateMachinePage.self)
    }

    /// A state machine as it is now or, with the ARN of a version, as it was when that was published. One call.
    package func stateMachine(_ arn: String) async throws(AWSError) -> StateMachine {
        try await service.json(
            "DescribeStateMachine", StateMachineInput(stateMachineArn: arn), reading: StateMachine.self
        ).value
    }

    /// The ARNs of a state machine's aliases; 1,000 a call.
    package func aliases(of stateMachine: String) async throws(AWSError) -> [String] {
        try await list(AliasPage.self, of: stateMachine).map(\.stateMachineAliasArn)
    }

    /// The ARNs of the versions to which an alias leads: one or two. One call.
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
    /// When it was made: one that has the name of a deleted one is another.
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
    /// In the Amazon States Language; nil where the caller may see no more than the metadata.
    package let definition: String?
}

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
    /// The executions of a standard state machine that have not ended, in no order to rely on; 1,000 a call.
    ///
    /// Those of a distributed map's items are not among them: what started them is.
    /// [ListExecutions](https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html)
    package func executionsUnderWay(of stateMachine: String) async throws(AWSError) -> [Execution] {
        try await service.pages(of: ExecutionPage.self) { token throws(AWSError) in
            try await service.json(
                ExecutionPage.operation, ExecutionsInput(stateMachineArn: stateMachine, nextToken: token),
                reading: ExecutionPage.self)
        }.all()
    }

    /// The state machine as it was when this execution began, by the execution's ARN. One call.
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
    /// When it was started, also where it was redriven since.
    package let started: Timestamp?
    /// The version of its state machine that was started, where it was one.
    package let version: String?

    /// How it was called, or what Step Functions called it.
    package var name: Substring { arn.split(separator: ":").last ?? "" }

    private enum CodingKeys: String, CodingKey {
        case arn = "executionArn"
        case started = "startDate"
        case version = "stateMachineVersionArn"
    }
}

/// A state machine as an execution has it, whatever became of it since.
package struct StateMachineOfExecution: Decodable, Sendable {
    /// In the Amazon States Language; nil where the caller may see no more than the metadata.
    package let definition: String?
    /// When it had been changed last; when it was made, where it never was.
    package let updated: Timestamp?

    private enum CodingKeys: String, CodingKey {
        case definition
        case updated = "updateDate"
    }
}

private struct ExecutionsInput: Encodable {
    let stateMachineArn: String
    let nextToken: String?
    let statusFilter = "RUNNING"
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
