import AWSClient
import Foundation
import Manifests
import Planning

/// The schedules of EventBridge Scheduler that run tasks, change services, or hand anything the ARN of a task definition:
/// those of every group, whatever their state.
///
/// Cost: the pages of ListSchedules, and a call for each schedule that is not known as it is.
struct Schedules: ReferenceSource {
    static let description = SourceDescription(
        name: .scheduler,
        finds: "schedules of every group, disabled ones and universal targets too, and what they hand on",
        calls: [SourceCall("scheduler:ListSchedules", 100), SourceCall("scheduler:GetSchedule", 1)])

    private let client: SchedulerClient
    private let remembered = Remembered()

    init(session: AWSSession) throws(EndpointError) {
        client = try SchedulerClient(session)
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        try await remembered.read(at: now) { () throws(ReferenceFailure) in
            do throws(AWSError) {
                return try await client.schedules()
            } catch {
                throw ReferenceFailure("the schedules could not be listed", error)
            }
        } describe: { schedule throws(ReferenceFailure) in
            try await describe(schedule, at: now)
        }
    }

    private func describe(
        _ summary: ScheduleSummary, at now: Date
    ) async throws(ReferenceFailure) -> Described? {
        let schedule: ScheduleDescription
        do throws(AWSError) {
            schedule = try await client.schedule(summary.name, group: summary.group)
        } catch {
            let failure = ReferenceFailure(
                "the schedule \(summary.arn) could not be read", error, missing: ["ResourceNotFoundException"])
            guard failure.isMissing else { throw failure }
            return nil
        }
        let references = try targets(of: schedule, called: "the schedule \(summary.arn)").map { target in
            Reference(.schedule, summary.arn, uses: target, since: schedule.modified, readAt: now)
        }
        return Described(modified: schedule.modified, references: references)
    }

    private func targets(
        of schedule: ScheduleDescription, called owner: String
    ) throws(ReferenceFailure) -> [ReferenceTarget] {
        let target = schedule.target
        if case .operation(let operation) = EventBridgeTarget(target.arn) {
            return try UniversalTarget(operation, input: target.input, owner: owner).targets
        }
        let run = try ReferenceTarget(target.ecs, of: target.arn, owner: owner).map { [$0] } ?? []
        return run + TaskDefinitionMention.all(in: target.input ?? "")
    }
}

extension ScheduleSummary: Listed {}
