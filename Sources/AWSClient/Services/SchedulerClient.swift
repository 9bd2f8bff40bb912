import AWSWire
import Foundation

/// The client of EventBridge Scheduler.
///
/// [API reference](https://docs.aws.amazon.com/scheduler/latest/APIReference/)
package struct SchedulerClient: Sendable {
    private let service: ServiceClient

    /// Makes a client that shares the session's connections, rate limits and count.
    package init(_ session: AWSSession) throws(EndpointError) {
        service = try session.client(.scheduler)
    }

    /// Every schedule of every group, whatever its state; 100 a call.
    package func schedules() async throws(AWSError) -> [ScheduleSummary] {
        try await service.pages(of: SchedulePage.self) { token throws(AWSError) in
            try await service.get(
                SchedulePage.operation, path: ["schedules"], query: [("MaxResults", "100"), ("NextToken", token)],
                reading: SchedulePage.self)
        }.all()
    }

    /// Describes a schedule. One call.
    package func schedule(_ name: String, group: String) async throws(AWSError) -> ScheduleDescription {
        try await service.get(
            "GetSchedule", path: ["schedules", name], query: [("groupName", group)], reading: ScheduleDescription.self
        ).value
    }
}

/// A schedule, as ListSchedules has it.
package struct ScheduleSummary: Decodable, Sendable {
    /// Its full name.
    package let arn: String
    /// Within its group.
    package let name: String
    /// The group's name.
    package let group: String
    private let modification: Timestamp?

    /// When it was last changed.
    package var modified: Date? { modification?.date }

    private enum CodingKeys: String, CodingKey {
        case arn = "Arn"
        case name = "Name"
        case group = "GroupName"
        case modification = "LastModificationDate"
    }
}

/// A schedule, as GetSchedule has it.
package struct ScheduleDescription: Decodable, Sendable {
    /// All of it.
    package let document: JSONValue
    /// The target's ARN: for ECS the cluster, or for a universal target the operation of an SDK:
    /// `arn:aws:scheduler:::aws-sdk:ecs:runTask`.
    package let target: String
    private let state: String?
    private let modification: Timestamp?

    /// In the parameters for ECS; nil for any other target.
    package var taskDefinition: String? { document["Target"]?["EcsParameters"]?["TaskDefinitionArn"]?.string }
    /// The target's input: for a universal target the operation's parameters, in JSON.
    package var input: String? { document["Target"]?["Input"]?.string }
    /// Whether it may start something as it is; an unknown state may.
    package var isEnabled: Bool { state != "DISABLED" }
    /// When it was last changed.
    package var modified: Date? { modification?.date }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        document = try JSONValue(from: decoder)
        target = try members.decode(Target.self, forKey: .target).arn
        state = try members.decodeIfPresent(String.self, forKey: .state)
        modification = try members.decodeIfPresent(Timestamp.self, forKey: .modification)
    }

    private enum CodingKeys: String, CodingKey {
        case target = "Target"
        case state = "State"
        case modification = "LastModificationDate"
    }

    private struct Target: Decodable {
        let arn: String

        private enum CodingKeys: String, CodingKey { case arn = "Arn" }
    }
}

private struct SchedulePage: ListPage {
    static let operation = "ListSchedules"
    static var items: KeyPath<Self, [ScheduleSummary]?> { \.schedules }
    let schedules: [ScheduleSummary]?
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case schedules = "Schedules"
        case nextToken = "NextToken"
    }
}
