import AWSWire
import Foundation

/// The client of EventBridge Pipes.
///
/// [API reference](https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/)
package struct PipesClient: Sendable {
    private let service: ServiceClient

    /// Makes a client that shares the session's connections, rate limits and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.pipes)
    }

    /// Every pipe, whatever its state; 100 a call.
    package func pipes() async throws(AWSError) -> [PipeSummary] {
        try await service.pages(of: PipePage.self) { token throws(AWSError) in
            try await service.get(
                PipePage.operation, path: ["v1", "pipes"], query: [("Limit", "100"), ("NextToken", token)],
                reading: PipePage.self)
        }.all()
    }

    /// Describes a pipe. One call.
    package func pipe(_ name: String) async throws(AWSError) -> PipeDescription {
        try await service.get("DescribePipe", path: ["v1", "pipes", name], reading: PipeDescription.self).value
    }
}

/// A pipe, as ListPipes has it.
package struct PipeSummary: Decodable, Sendable {
    /// Its full name.
    package let arn: String
    /// Within the account and Region.
    package let name: String
    private let modification: Timestamp?

    /// When it was last changed.
    package var modified: Date? { modification?.date }

    private enum CodingKeys: String, CodingKey {
        case arn = "Arn"
        case name = "Name"
        case modification = "LastModifiedTime"
    }
}

/// A pipe, as DescribePipe has it.
package struct PipeDescription: Decodable, Sendable {
    /// All of it.
    package let document: JSONValue
    /// The target's ARN; for ECS the cluster's.
    package let target: String
    private let state: String?
    private let modification: Timestamp?

    /// In the parameters for ECS, a name or a path into the event; nil for any other target.
    package var taskDefinition: String? {
        document["TargetParameters"]?["EcsTaskParameters"]?["TaskDefinitionArn"]?.string
    }
    /// Whether it may start something as it is; an unknown state may.
    package var isEnabled: Bool { state != "STOPPED" }
    /// When it was last changed.
    package var modified: Date? { modification?.date }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        document = try JSONValue(from: decoder)
        target = try members.decode(String.self, forKey: .target)
        state = try members.decodeIfPresent(String.self, forKey: .state)
        modification = try members.decodeIfPresent(Timestamp.self, forKey: .modification)
    }

    private enum CodingKeys: String, CodingKey {
        case target = "Target"
        case state = "DesiredState"
        case modification = "LastModifiedTime"
    }
}

private struct PipePage: ListPage {
    static let operation = "ListPipes"
    static var items: KeyPath<Self, [PipeSummary]?> { \.pipes }
    let pipes: [PipeSummary]?
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case pipes = "Pipes"
        case nextToken = "NextToken"
    }
}
