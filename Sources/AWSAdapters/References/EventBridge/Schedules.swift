import AWSClient
import Foundation
import Model
import Planning

/// The schedules of EventBridge Scheduler that run tasks, change services, pass on the ARN of a task definition, or
/// name a version of a state machine: those of every group, whatever their state.
///
/// Cost: the pages of ListSchedules, a call for each new or changed schedule, and one for each version.
struct Schedules: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .scheduler,
        finds:
            "schedules in every group, including disabled ones and universal targets, with their input, and "
            + "what the state machine versions that they name run",
        calls: [
            SourceCall(.scheduler, "ListSchedules", 100), SourceCall(.scheduler, "GetSchedule", 1),
            StateMachineVersions.call,
        ])

    private let client: SchedulerClient
    private let versions: StateMachineVersions
    private let cache = DescriptionCache()

    init(session: AWSSession) throws(EndpointError) {
        client = try SchedulerClient(session)
        versions = try StateMachineVersions(session: session)
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
        let uses = try uses(of: schedule.target, in: summary)
        return ResourceReferences(modified: schedule.modified, items: uses.map { .init(name: summary.arn, target: $0) })
    }

    private func uses(
        of target: ScheduleDescription.Target, in schedule: ScheduleSummary
    ) throws(ReferenceFailure) -> [NamedDefinition] {
        let owner = "the schedule \(schedule.arn)"
        let handed = NamedDefinition.all(in: [target.arn, target.input], of: schedule.arn)
        if case .operation(let operation) = EventBridgeTarget(target.arn) {
            let run = try UniversalTarget(operation, input: target.input, owner: owner).targets
            // An operation that uses none passes none on: it may be the one that deregisters it.
            return run.map(NamedDefinition.taskDefinition)
                + (run.isEmpty ? [] : handed.filter { !$0.isKnown(among: run) })
        }
        let run =
            try ReferenceTarget(target.ecs, of: target.arn, owner: owner).map { [NamedDefinition.taskDefinition($0)] }
            ?? []
        return run + handed
    }
}

extension ScheduleSummary: ListedResource {}
