import AWSWire
import Foundation

// What is under way, and with which definition.
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
