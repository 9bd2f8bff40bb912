/// Decides what a rolling deployment does next, from counts only.
///
/// The maximum number of tasks is rounded down, the minimum number of healthy ones up. A service whose percentages
/// leave no room makes no progress, as on ECS.
/// [Rolling update](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html)
struct Rollout: Equatable, Sendable {
    /// The tasks of one or several deployments.
    struct Tasks: Equatable, Sendable {
        /// Tasks with the desired status RUNNING.
        var wanted = 0
        /// Those of them that already run.
        var running = 0
    }

    /// The desired count of the service.
    let desired: Int
    /// The maximum number of tasks, in percent of the desired count.
    let maximumPercent: Int
    /// The minimum number of running tasks, in percent of the desired count.
    let minimumHealthyPercent: Int
    /// The tasks of the PRIMARY deployment.
    let primary: Tasks
    /// The tasks of earlier deployments.
    let old: Tasks

    /// What can be done now.
    struct Step: Equatable, Sendable {
        /// Tasks to start for the PRIMARY deployment.
        var start = 0
        /// Surplus tasks to stop of the PRIMARY deployment.
        var stopPrimary = 0
        /// Tasks to stop of earlier deployments; those that do not run yet come first.
        var stopOld = 0
    }

    /// The next step. An empty step means that the rollout waits for tasks to start or stop, or is complete.
    var step: Step {
        var step = Step()
        let limit = max(0, desired * maximumPercent / 100)
        let surplus = primary.wanted - desired
        if surplus > 0 {
            step.stopPrimary = surplus
        } else {
            let room = old.wanted == 0 ? desired : limit - primary.wanted - old.wanted
            step.start = max(0, min(-surplus, room))
        }
        step.stopOld = stoppable
        return step
    }

    /// All old tasks that do not run, and as many running ones as the healthy percentage permits.
    private var stoppable: Int {
        let needed = (desired * minimumHealthyPercent + 99) / 100
        let spare = max(0, min(primary.running, desired) + old.running - needed)
        return (old.wanted - old.running) + min(old.running, spare)
    }
}
