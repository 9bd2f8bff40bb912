import AWSWire
import ECSWire
import Testing

@testable import EmbeddedRegistry

/// What a task shows at what time. All times are in milliseconds.
@Suite struct TaskLifecycleTests {
    struct Moment: Sendable, CustomTestStringConvertible {
        let name: String
        var stoppedFrom: Int64?
        let now: Int64
        let status: String
        let version: Int
        var testDescription: String { name }
    }

    static let moments = [
        Moment(name: "asked for", now: 0, status: "PROVISIONING", version: 1),
        Moment(name: "before its first second is over", now: 999, status: "PROVISIONING", version: 1),
        Moment(name: "after a second", now: 1000, status: "PENDING", version: 2),
        Moment(name: "after two", now: 2000, status: "ACTIVATING", version: 3),
        Moment(name: "after three", now: 3000, status: "RUNNING", version: 4),
        Moment(name: "a day later", now: 86_400_000, status: "RUNNING", version: 4),
        Moment(name: "a clock that went back", now: -5000, status: "PROVISIONING", version: 1),
        Moment(name: "asked to stop", stoppedFrom: 9000, now: 9000, status: "DEACTIVATING", version: 5),
        Moment(name: "a second on", stoppedFrom: 9000, now: 10_000, status: "STOPPING", version: 6),
        Moment(name: "two seconds on", stoppedFrom: 9000, now: 11_500, status: "DEPROVISIONING", version: 7),
        Moment(name: "three seconds on", stoppedFrom: 9000, now: 12_000, status: "STOPPED", version: 8),
        Moment(name: "stopped on its way up", stoppedFrom: 1500, now: 1500, status: "DEACTIVATING", version: 3),
        Moment(name: "and three seconds on", stoppedFrom: 1500, now: 4500, status: "STOPPED", version: 6),
    ]

    @Test(arguments: moments) func shows(moment: Moment) {
        var lifecycle = TaskLifecycle(startingAt: 0, step: 1000)
        if let stop = moment.stoppedFrom { lifecycle.stop(at: stop, step: 1000) }
        #expect(lifecycle.status(at: moment.now) == moment.status)
        #expect(lifecycle.version(at: moment.now) == moment.version)
    }

    @Test func withoutStepsItRunsAndStopsAtOnce() {
        var lifecycle = TaskLifecycle(startingAt: 7, step: 0)
        #expect((lifecycle.status(at: 7), lifecycle.status(at: 6)) == ("RUNNING", "PROVISIONING"))
        lifecycle.stop(at: 9, step: 0)
        #expect(lifecycle.status(at: 9) == "STOPPED")
    }

    @Test func aSecondStopChangesNothing() {
        var lifecycle = TaskLifecycle(startingAt: 0, step: 1000)
        lifecycle.stop(at: 5000, step: 1000)
        let once = lifecycle
        lifecycle.stop(at: 6000, step: 1000)
        #expect(lifecycle == once)
    }

    /// A task that never became RUNNING has no start, no end of execution and no exit code.
    @Test(arguments: [(1500 as Int64, false), (5000, true)])
    func theTimesTellWhetherItEverRan(stop: Int64, wasUp: Bool) {
        var lifecycle = TaskLifecycle(startingAt: 0, step: 1000)
        lifecycle.stop(at: stop, step: 1000)
        let kept = ECS.Task { $0.containers = [ECS.Container { $0.name = "app" }] }
        let task = lifecycle.shape(of: kept, at: stop + 3000)
        #expect((task.desiredStatus, task.lastStatus) == ("STOPPED", "STOPPED"))
        #expect((task.startedAt != nil, task.executionStoppedAt != nil) == (wasUp, wasUp))
        #expect(task.stoppedAt == Timestamp(milliseconds: stop + 3000))
        #expect(task.containers?.first?.lastStatus == "STOPPED")
        #expect(task.containers?.first?.exitCode == (wasUp ? 0 : nil))
    }
}
