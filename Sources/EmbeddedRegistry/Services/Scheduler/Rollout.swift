/// What a rolling deployment does next, from counts alone.
///
/// The share of tasks that may be there at once is rounded down, the share that must be healthy up; a service whose
/// shares leave no room stands still, as it does on ECS.
/// [Rolling update](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html)
struct Rollout: Equatable, Sendable {
    /// Tasks of one deployment, or of several together.
    struct Tasks: Equatable, Sendable {
        /// Those that are to run.
        var wanted = 0
        /// Those of them that do.
        var running = 0
    }

    /// How many tasks the service is to have.
    let desired: Int
    /// Percent of these that may be there at once.
    let maximumPercent: Int
    /// Percent of these that must run.
    let minimumHealthyPercent: Int
    /// The PRIMARY deployment's.
    let primary: Tasks
    /// Those of the deployments before it.
    let old: Tasks

    /// What may be done at once.
    struct Step: Equatable, Sendable {
        /// Tasks to start for the PRIMARY deployment.
        var start = 0
        /// Tasks to stop of the PRIMARY deployment: it has more than it needs.
        var stopPrimary = 0
        /// Tasks to stop of the older deployments, those that do not run yet first.
        var stopOld = 0
    }

    /// Nothing to do means: wait for tasks to run or to stop, or that all is as desired.
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

    /// Of the old ones: all that do not run, and as many of those that do as the healthy share leaves.
    private var stoppable: Int {
        let needed = (desired * minimumHealthyPercent + 99) / 100
        let spare = max(0, min(primary.running, desired) + old.running - needed)
        return (old.wanted - old.running) + min(old.running, spare)
    }
}
