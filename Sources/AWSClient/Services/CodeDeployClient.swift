import SwiftExtensions

/// The client of CodeDeploy: applications, their deployment groups, and deployments.
///
/// CodeDeploy sets the length of its lists' pages. [API
/// reference](https://docs.aws.amazon.com/codedeploy/latest/APIReference/)
package struct CodeDeployClient: Sendable {
    private let service: ServiceClient

    /// The statuses of deployments that have not ended.
    package static let statusesUnderWay = ["Created", "Queued", "InProgress", "Baking", "Ready"]

    /// Makes a client that shares the session's connections, rate limits and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.codeDeploy)
    }

    /// The names of all applications, whatever they are deployed to.
    package func applications() async throws(AWSError) -> [String] {
        try await list(ApplicationPage.self, ListInput())
    }

    /// Applications by name, at most 100. One call; the caller checks that all were returned.
    package func applications(named names: [String]) async throws(AWSError) -> [CodeDeployApplication] {
        try await get(
            "BatchGetApplications", ApplicationsInput(applicationNames: names), ApplicationsOutput.self,
            \.applicationsInfo)
    }

    /// The names of an application's deployment groups.
    package func groups(of application: String) async throws(AWSError) -> [String] {
        try await list(GroupPage.self, ListInput(applicationName: application))
    }

    /// Deployment groups of an application by name, at most 100. One call; the caller checks that all were returned.
    /// - Throws: also if the response is marked as incomplete although nothing is left out.
    package func groups(
        named names: [String], of application: String
    ) async throws(AWSError) -> [CodeDeployGroup] {
        let operation = "BatchGetDeploymentGroups"
        let response = try await service.json(
            operation, GroupsInput(applicationName: application, deploymentGroupNames: names),
            reading: GroupsOutput.self)
        let groups = try service.require(\.deploymentGroupsInfo, of: response, operation)
        // With one left out, it may only say that this one does not exist.
        if let message = response.value.errorMessage, !message.isEmpty, groups.count >= names.count {
            throw service.error(
                .malformedResponse("incomplete: \(printable(message))"), operation, attempts: response.attempts)
        }
        return groups
    }

    /// The IDs of the account's deployments that have not ended.
    package func deploymentsUnderWay() async throws(AWSError) -> [String] {
        try await list(DeploymentPage.self, ListInput(includeOnlyStatuses: Self.statusesUnderWay))
    }

    /// Deployments by ID, at most 25. One call; the caller checks that all were returned.
    package func deployments(_ ids: [String]) async throws(AWSError) -> [CodeDeployDeployment] {
        try await get(
            "BatchGetDeployments", DeploymentsInput(deploymentIds: ids), DeploymentsOutput.self, \.deploymentsInfo)
    }

    /// A revision with its content, which the descriptions of deployments leave out. One call.
    package func revision(
        _ revision: CodeDeployRevision, of application: String
    ) async throws(AWSError) -> CodeDeployRevision {
        try await get(
            "GetApplicationRevision", RevisionInput(applicationName: application, revision: revision),
            RevisionOutput.self, \.revision)
    }

    private func get<Output: Decodable, Member>(
        _ operation: String, _ input: some Encodable, _ output: Output.Type, _ member: KeyPath<Output, Member?>
    ) async throws(AWSError) -> Member {
        try service.require(member, of: try await service.json(operation, input, reading: output), operation)
    }

    private func list<Page: ListPage>(
        _ page: Page.Type, _ input: ListInput
    ) async throws(AWSError) -> [Page.Item] {
        try await service.pages(of: page) { token throws(AWSError) in
            var input = input
            input.nextToken = token
            return try await service.json(Page.operation, input, reading: Page.self)
        }.all()
    }
}

private struct ListInput: Encodable {
    var applicationName: String?
    var includeOnlyStatuses: [String]?
    var nextToken: String?
}

private struct ApplicationsInput: Encodable {
    let applicationNames: [String]
}

private struct GroupsInput: Encodable {
    let applicationName: String
    let deploymentGroupNames: [String]
}

private struct DeploymentsInput: Encodable {
    let deploymentIds: [String]
}

private struct RevisionInput: Encodable {
    let applicationName: String
    let revision: CodeDeployRevision
}

private struct ApplicationPage: ListPage {
    static let operation = "ListApplications"
    static var items: KeyPath<Self, [String]?> { \.applications }
    let applications: [String]?
    let nextToken: String?
}

private struct GroupPage: ListPage {
    static let operation = "ListDeploymentGroups"
    static var items: KeyPath<Self, [String]?> { \.deploymentGroups }
    let deploymentGroups: [String]?
    let nextToken: String?
}

private struct DeploymentPage: ListPage {
    static let operation = "ListDeployments"
    static var items: KeyPath<Self, [String]?> { \.deployments }
    let deployments: [String]?
    let nextToken: String?
}

private struct ApplicationsOutput: Decodable {
    let applicationsInfo: [CodeDeployApplication]?
}

private struct GroupsOutput: Decodable {
    let deploymentGroupsInfo: [CodeDeployGroup]?
    let errorMessage: String?
}

private struct DeploymentsOutput: Decodable {
    let deploymentsInfo: [CodeDeployDeployment]?
}

private struct RevisionOutput: Decodable {
    let revision: CodeDeployRevision?
}
