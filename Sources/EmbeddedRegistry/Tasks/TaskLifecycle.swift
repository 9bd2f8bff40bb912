import AWSWire
import ECSWire

/// The state of a task, computed from a few times. No state is stored, so tasks progress with time alone.
///
/// A task goes up PROVISIONING → PENDING → ACTIVATING → RUNNING, and down DEACTIVATING → STOPPING → DEPROVISIONING →
/// STOPPED, on every compute option: there are no machines here, and every task starts successfully.
/// [Task lifecycle](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html)
struct TaskLifecycle: Equatable, Sendable {
    /// When it was started. All times are in milliseconds since 1970.
    let createdAt: Int64
    /// When it becomes RUNNING.
    let runsAt: Int64
    /// When it was told to stop; nil if it was not.
    var stoppingAt: Int64?
    /// When it becomes STOPPED.
    var stoppedAt: Int64?

    private static let startStates = ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"]
    private static let stopStates = ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"]

    /// A task that starts now and stays in each state for `step` milliseconds.
    init(startingAt now: Int64, step: Int64) {
        (createdAt, runsAt) = (now, now + step * 3)
    }

    /// The lifecycle in a row of the table.
    init(createdAt: Int64, runsAt: Int64, stoppingAt: Int64?, stoppedAt: Int64?) {
        (self.createdAt, self.runsAt, self.stoppingAt, self.stoppedAt) = (createdAt, runsAt, stoppingAt, stoppedAt)
    }

    /// Stops the task from whatever state it is in.
    mutating func stop(at now: Int64, step: Int64) {
        guard stoppingAt == nil else { return }
        (stoppingAt, stoppedAt) = (now, now + step * 3)
    }

    /// `lastStatus` at a time.
    func status(at now: Int64) -> String {
        guard let stoppingAt, let stoppedAt else { return Self.startStates[Self.state(createdAt, runsAt, now)] }
        return Self.stopStates[Self.state(stoppingAt, stoppedAt, now)]
    }

    /// The number of state changes, counted from 1.
    func version(at now: Int64) -> Int {
        guard let stoppingAt, let stoppedAt else { return 1 + Self.state(createdAt, runsAt, now) }
        return 2 + Self.state(createdAt, runsAt, stoppingAt) + Self.state(stoppingAt, stoppedAt, now)
    }

    /// The index of one of four states: the last from `end` on, and the first before `start`, in case the clock went
    /// back.
    private static func state(_ start: Int64, _ end: Int64, _ now: Int64) -> Int {
        if now >= end { return 3 }
        return now <= start ? 0 : Int((now - start) * 3 / (end - start))
    }
}

extension TaskLifecycle {
    /// The task as Describe returns it at a time: the stored members and those that depend on its state.
    func shape(of stored: ECS.Task, at now: Int64) -> ECS.Task {
        var task = stored
        let status = status(at: now)
        let isUp = now >= runsAt && (stoppingAt ?? .max) >= runsAt
        task.lastStatus = status
        task.desiredStatus = stoppingAt == nil ? "RUNNING" : "STOPPED"
        task.version = Int64(version(at: now))
        task.createdAt = Timestamp(milliseconds: createdAt)
        if status != "PROVISIONING" {
            task.connectivity = "CONNECTED"
            task.connectivityAt = task.createdAt
        }
        if isUp {
            let pulledAt = Timestamp(milliseconds: runsAt)
            (task.pullStartedAt, task.pullStoppedAt, task.startedAt) = (pulledAt, pulledAt, pulledAt)
        }
        task.stoppingAt = stoppingAt.map(Timestamp.init(milliseconds:))
        if status == "STOPPED" {
            task.stoppedAt = stoppedAt.map(Timestamp.init(milliseconds:))
            task.executionStoppedAt = isUp ? task.stoppedAt : nil
        }
        task.healthStatus = "UNKNOWN"
        task.attachments = stored.attachments?.map { $0.with(Self.attachment(status)) }
        task.containers = stored.containers?.map { Self.container($0, status, wasUp: isUp) }
        return task
    }

    private static func attachment(_ status: String) -> String {
        switch status {
        case "PROVISIONING": "PRECREATED"
        case "STOPPED": "DELETED"
        default: "ATTACHED"
        }
    }

    private static func container(_ stored: ECS.Container, _ status: String, wasUp: Bool) -> ECS.Container {
        var container = stored
        switch status {
        case "RUNNING", "DEACTIVATING", "STOPPING": container.lastStatus = wasUp ? "RUNNING" : "PENDING"
        case "DEPROVISIONING", "STOPPED":
            container.lastStatus = "STOPPED"
            container.exitCode = wasUp ? 0 : nil
        default: container.lastStatus = "PENDING"
        }
        return container
    }
}

extension ECS.Attachment {
    fileprivate func with(_ status: String) -> ECS.Attachment {
        var attachment = self
        attachment.status = status
        return attachment
    }
}
