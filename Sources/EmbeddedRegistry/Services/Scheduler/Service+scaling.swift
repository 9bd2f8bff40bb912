import ECSWire

/// Tasks to stop and to start for some deployments or for one task set.
struct ScalingAction: Equatable, Sendable {
    /// The deployments or the task set. New tasks belong to the first one.
    let origins: [String]
    var stop = 0
    var start = 0
}

extension ECS.Service {
    /// The PRIMARY deployment or task set, which starts the service's tasks; nil if there is none.
    var origin: String? { deployments?.first?.id ?? taskSets?.first { $0.status == "PRIMARY" }?.id }

    /// How many tasks the service should have. Daemons run once on each container instance, of which there are none
    /// here.
    var targetCount: Int { schedulingStrategy == "DAEMON" ? 0 : desiredCount ?? 0 }

    /// The tasks to start and stop now.
    func scalingActions(for counts: [TaskCounts]) -> [ScalingAction] {
        guard isActive else { return [ScalingAction(origins: counts.map(\.origin), stop: counts.wanted)] }
        return controller == .ecs
            ? rollingActions(counts)
            : (taskSets ?? []).map { $0.scalingAction(counts, share: $0.share(of: targetCount)) }
    }

    private func rollingActions(_ counts: [TaskCounts]) -> [ScalingAction] {
        guard let origin else { return [] }
        let step = rollout(counts, origin).step
        let older = counts.map(\.origin).filter { $0 != origin }
        return [
            ScalingAction(origins: older, stop: step.stopOld),
            ScalingAction(origins: [origin], stop: step.stopPrimary, start: step.start),
        ]
    }

    private func rollout(_ counts: [TaskCounts], _ origin: String) -> Rollout {
        var (primary, old) = (Rollout.Tasks(), Rollout.Tasks())
        for count in counts {
            if count.origin == origin {
                primary = count.tasks
            } else {
                old.wanted += count.tasks.wanted
                old.running += count.tasks.running
            }
        }
        return Rollout(
            desired: targetCount, maximumPercent: deploymentConfiguration?.maximumPercent ?? 200,
            minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100, primary: primary, old: old)
    }
}

extension ECS.TaskSet {
    /// The task set's share of the desired count, rounded up; zero if it is draining.
    func share(of desiredCount: Int) -> Int {
        guard status != "DRAINING" else { return 0 }
        return Int((Double(desiredCount) * (scale?.value ?? 100) / 100).rounded(.up))
    }

    fileprivate func scalingAction(_ counts: [TaskCounts], share wanted: Int) -> ScalingAction {
        let origin = id ?? ""
        let have = counts.first { $0.origin == origin }?.tasks.wanted ?? 0
        return ScalingAction(origins: [origin], stop: max(0, have - wanted), start: max(0, wanted - have))
    }
}
