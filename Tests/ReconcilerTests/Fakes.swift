import Foundation
import Logging
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions
import Synchronization

func family(_ name: String) -> Family {
    guard let family = try? Family(name) else { preconditionFailure("'\(name)' is not a family") }
    return family
}

func id(_ text: String) -> RevisionID {
    guard let id = RevisionID(text) else { preconditionFailure("'\(text)' is not a revision") }
    return id
}

func name(_ text: String) -> TaskDefinitionName {
    guard let name = TaskDefinitionName(text) else { preconditionFailure("'\(text)' names nothing") }
    return name
}

/// A clock that moves when it is told to.
final class TestClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let date = Mutex(TestClock.start)

    var now: Date { date.withLock { $0 } }
    func advance(_ seconds: Double) { date.withLock { $0.addTimeInterval(seconds) } }

    /// Whoever waits moves the clock instead.
    var time: TimeSource {
        TimeSource(
            now: { self.now }, uptime: { .zero }, sleep: { self.advance($0.seconds) }, random: { 0.5 })
    }
}

/// A registry in memory, whose calls are counted and can be made to fail.
actor FakeRegistry: TaskDefinitionRegistry {
    /// What a call does instead of its work.
    enum Fault: Sendable {
        /// Nothing is done.
        case fails
        /// Nothing is done, and nothing of the kind ever will be.
        case denied
        /// Nothing is done, this time: the next call does its work.
        case failsOnce
        /// The work is done, but the answer is lost.
        case answerIsLost
        /// Nothing is done so far, and nobody says so.
        case isUnanswered
    }

    private var statuses: [RevisionID: RevisionStatus] = [:]
    private var ages: [RevisionID: Double?] = [:]
    private var deregistrations: [RevisionID: Date] = [:]
    private var faults: [String: Fault] = [:]
    private(set) var calls: [String] = []
    /// Within which time each deregistration was to be sent.
    private(set) var limits: [Duration] = []
    private var delay: Duration = .zero
    private var onHang: (@Sendable () -> Void)?
    private var scope: RegistryScope?
    private let clock: TestClock

    init(_ clock: TestClock = TestClock()) { self.clock = clock }

    /// The account and Region from now on.
    func be(in scope: RegistryScope) { self.scope = scope }

    /// Revisions that were registered two hours before the clock's start, unless it is said how long before.
    func register(_ revisions: String..., status: RevisionStatus = .active, age: Double? = 7200) {
        for revision in revisions {
            statuses[id(revision)] = status
            ages[id(revision)] = age
        }
    }

    func set(_ revision: String, _ status: RevisionStatus?) { statuses[id(revision)] = status }

    /// From now on the call, such as `describe web:1`, or every call of an operation, such as `deregister`.
    func fail(_ call: String, _ fault: Fault = .fails) { faults[call] = fault }

    func mend() { faults = [:] }

    /// From now on a deregistration says that it has begun, and ends only when it is cancelled.
    func hang(_ onHang: @escaping @Sendable () -> Void) { self.onHang = onHang }

    /// From now on the turn of a deregistration takes that long to come.
    func delayDeregistrations(by delay: Duration) { self.delay = delay }

    func status(_ revision: String) -> RevisionStatus? { statuses[id(revision)] }

    func count(_ operation: String) -> Int { calls.count { $0.hasPrefix(operation) } }

    func activeRevisions(of families: Set<Family>?) throws(RegistryFailure) -> ActiveRevisions {
        try perform("list", families.map { $0.map(\.name).sorted().joined(separator: ",") } ?? "all") {}
        var result: [Family: RevisionSet] = [:]
        for (id, status) in statuses where status == .active && families?.contains(id.family) != false {
            result[id.family, default: []].insert(id.revision)
        }
        return ActiveRevisions(scope: result.isEmpty ? nil : scope, families: result)
    }

    func describe(_ id: RevisionID) throws(RegistryFailure) -> RevisionDescription? {
        try perform("describe", id.description) {}
        guard let status = statuses[id] else { return nil }
        let age = ages[id] ?? nil
        return RevisionDescription(
            status: status, registeredAt: age.map { TestClock.start.addingTimeInterval(-$0) },
            deregisteredAt: deregistrations[id])
    }

    func revisions(of family: Family, _ status: RevisionStatus) throws(RegistryFailure) -> RevisionSet {
        try perform("history", "\(family) \(status.rawValue)") {}
        return RevisionSet(
            statuses.filter { $0.key.family == family && $0.value == status }.map(\.key.revision).sorted())
    }

    func deregister(
        _ id: RevisionID, in scope: RegistryScope? = nil, sentWithin limit: Duration = .seconds(30)
    ) async throws(RegistryFailure) {
        limits.append(limit)
        if let onHang {
            onHang()
            let (never, end) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            end.finish()
            throw RegistryFailure("cancelled")
        }
        guard delay <= limit else { throw RegistryFailure("not sent within \(limit)", .notSent) }
        clock.advance(delay.seconds)
        try perform("deregister", id.description) {
            statuses[id] = .inactive
            deregistrations[id] = clock.now
        }
    }

    private func perform(
        _ operation: String, _ subject: String, _ work: () -> Void
    ) throws(RegistryFailure) {
        let call = "\(operation) \(subject)"
        calls.append(call)
        switch faults[call] ?? faults[operation] {
        case nil: work()
        case .fails: throw RegistryFailure("\(call) failed")
        case .denied: throw RegistryFailure("\(call) was denied", .concernsAll)
        case .failsOnce:
            (faults[call], faults[operation]) = (nil, nil)
            throw RegistryFailure("\(call) was throttled", .mayPass)
        case .answerIsLost:
            work()
            throw RegistryFailure("\(call) was not answered", isUnanswered: true)
        case .isUnanswered: throw RegistryFailure("\(call) was not answered", .mayPass, isUnanswered: true)
        }
    }
}

/// References that are scripted, one reading after the other; the last one is repeated. Each says that it is as old
/// as its reading.
actor FakeReferences: ReferenceReader {
    private var script: [[String]?]
    private let clock: TestClock
    private var took: Double = 0
    private(set) var readings = 0
    nonisolated let sources: Set<ReferenceSourceName>

    /// - Parameter script: what services use in each reading, such as `web:1`; nil for one that fails.
    init(_ clock: TestClock, _ script: [String]?..., sources: Set<ReferenceSourceName> = [.services, .tasks]) {
        self.sources = sources
        self.clock = clock
        self.script = script.isEmpty ? [[]] : script
    }

    /// What services use from now on; nil when it cannot be read.
    func set(_ targets: [String]?) { script = [targets] }

    /// What services use in each reading from now on; the last one is repeated.
    func set(script: [[String]?]) { self.script = script }

    /// How many seconds each reading takes from now on.
    func take(_ seconds: Double) { took = seconds }

    func read() -> ReferenceReading {
        readings += 1
        let targets = script.count > 1 ? script.removeFirst() : script[0]
        let readAt = clock.now
        clock.advance(took)
        let tasks = SourceReading(.tasks, .whole(readAt: readAt, references: 0))
        guard let targets else {
            return ReferenceReading(
                references: [], coverage: Coverage([SourceReading(.services, .failed(reason: "denied")), tasks]))
        }
        return ReferenceReading(
            references: targets.map {
                Reference(.service, "api", uses: name($0), since: readAt, readAt: readAt)
            },
            coverage: Coverage([
                SourceReading(
                    .services, .whole(readAt: readAt, took: .seconds(took), references: targets.count)), tasks,
            ]))
    }
}

/// Manifests that can be changed, and can be out of reach.
actor FakeSource: ManifestSource {
    private var text: String?
    private var version: String?
    nonisolated let pollInterval: Duration?

    init(_ text: String, version: String? = nil, pollInterval: Duration? = nil) {
        self.text = text
        self.version = version
        self.pollInterval = pollInterval
    }

    func set(_ text: String?, version: String? = nil) {
        self.text = text
        self.version = version
    }

    func read() throws(ManifestSourceError) -> ManifestSet {
        guard let text else { throw ManifestSourceError("out of reach") }
        return ManifestSet(files: [ManifestFile(path: "web.yaml", bytes: Array(text.utf8))], version: version)
    }

    func currentVersion() throws(ManifestSourceError) -> String? { version }
}

/// A manifest of `web`.
func manifest(_ active: String) -> String {
    """
    apiVersion: roster/v1
    kind: TaskDefinitionFamily
    metadata: {name: web}
    spec: {active: \(active)}
    """
}

/// Guardrails without a cap.
func openPolicy(minimumAge: Duration = .seconds(3600)) -> GuardrailSettings {
    var policy = GuardrailSettings()
    policy.maximumPercent = 100
    policy.minimumAge = minimumAge
    return policy
}
