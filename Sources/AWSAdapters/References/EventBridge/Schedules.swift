import AWSClient
import Foundation
import Manifests
import Model
import Planning

/// The schedules of EventBridge Scheduler that run tasks, change services, or name a task definition or a version of a
/// state machine anywhere in their description: those of every group, whatever their state.
///
/// Cost: the pages of ListSchedules, a call for each new or changed schedule, and one for each version.
struct Schedules: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .scheduler,
        finds:
            "schedules in every group, including disabled ones and universal targets: what they run, every ARN in "
            + "their description, and what the state machine versions that they name run",
        calls: [
            SourceCall(.scheduler, "ListSchedules", 100), SourceCall(.scheduler, "GetSchedule", 1),
            StateMachineVersions.call,
        ])

    private let client: SchedulerClient
    private let versions: StateMachineVersions
    private let cache: DescriptionCache

    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError) {
        client = try SchedulerClient(session)
        versions = try StateMachineVersions(session: session)
        cache = DescriptionCache(
            of: "schedule", waiving: configuration.opaqueWaivers.filter { $0.source == .scheduler }, session.time)
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let schedules = try await cache.read(at: now) { () throws(ReferenceFailure) in
            do throws(AWSError) {
                return try await client.schedules()
            } catch {
                throw ReferenceFailure("the schedules could not be listed", error)
            }
        } describe: { schedule throws(ReferenceFailure) in
            try await describe(schedule)
        }
        return try await versions.references(.schedule, to: schedules, at: now)
    }

    var nextCalls: [String: Int] { get async { ["scheduler:GetSchedule": await cache.unsettled] } }

    private func describe(_ summary: ScheduleSummary) async throws(ReferenceFailure) -> ResourceReferences? {
        let schedule: ScheduleDescription
        do throws(AWSError) {
            schedule = try await client.schedule(summary.name, group: summary.group)
        } catch {
            let failure = ReferenceFailure(
                "the schedule \(summary.arn) could not be read", error, missing: ["ResourceNotFoundException"])
            guard failure.isMissing else { throw failure }
            return nil
        }
        let target = TargetUses(
            arn: schedule.target, taskDefinition: schedule.taskDefinition, input: schedule.input,
            isEnabled: schedule.isEnabled, document: schedule.document, owner: summary.arn)
        return ResourceReferences(
            modified: schedule.modified, items: target.definitions.map { .init(name: summary.arn, target: $0) })
    }
}

extension ScheduleSummary: ListedResource {}
