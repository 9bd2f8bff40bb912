import AWSWire
import ECSWire
import Foundation
import Model

/// A registry of task definitions, and of the clusters, services and tasks that use them, which answers as ECS does.
///
/// Each operation is one transaction. What a response acknowledges is on disk before it is given, and every later
/// read sees it. Regions are separate, as are accounts; the Region comes from the signature's scope, the account is
/// set here. Signatures are verified where access keys are set.
package final class Registry: Sendable {
    /// Where the registry keeps what it knows.
    package enum Location: Equatable, Sendable {
        /// A file, made when it is not there; its folder must exist and take the files that SQLite puts beside it,
        /// and `<file>.lock`, which orders starts. Several processes may share it.
        case file(String)
        /// Gone with the registry.
        case memory
    }

    /// What may differ from one registry to the next; the defaults are those of `roster registry serve`.
    package struct Settings: Sendable {
        /// For how long after a deregistration a revision may still be taken up: 0 to 600 seconds.
        package var propagationWindow: Duration = .zero
        /// How long a task stays in each state on its way up, and on its way down; zero runs and stops it at once.
        package var taskStep: Duration = .seconds(1)

        /// Who may call; nil: anybody, as signatures are not verified.
        package var accessKeys: AccessKeys?
        /// Which calls come too fast.
        package var throttling = Throttling.none
        /// Whether tests may move its clock, empty it and script faults, over HTTP and on this machine alone.
        package var isAdminEnabled = false

        /// The defaults.
        package init() {}

        var taskStepMilliseconds: Int64 { taskStep.milliseconds }
        var propagationWindowMilliseconds: Int64 { propagationWindow.milliseconds }
    }

    private let account: String
    let database: RegistryDatabase
    private let systemClock: @Sendable () -> Date
    private let clock: @Sendable () -> Date
    private let signatures: SignatureVerifier?
    private let throttle: Throttle?
    private let adminClock: AdminClock?

    /// Opens a registry, and brings an older database up to date.
    ///
    /// - Parameters:
    ///   - account: twelve digits, as they stand in ARNs.
    ///   - clock: asked once an operation. Within a family, what it says never makes a higher revision the older one.
    package init(
        database location: Location, account: String = "123456789012", settings: Settings = Settings(),
        clock: @escaping @Sendable () -> Date = { Date() }
    ) throws(RegistryError) {
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalidAccount(account)
        }
        self.account = account
        systemClock = clock
        let adminClock = settings.isAdminEnabled ? AdminClock(clock) : nil
        self.adminClock = adminClock
        let clock = adminClock.map { moved in { @Sendable in moved.now } } ?? clock
        self.clock = clock
        signatures = settings.accessKeys.map(SignatureVerifier.init)
        throttle = settings.throttling == .aws ? Throttle() : nil
        database = try RegistryDatabase(location, settings: settings, clock: clock)
        adminClock?.restore(database.clockOffset)
    }

    /// Whether it may be reached from other machines: it answers only to who has an access key.
    var allowsRemoteClients: Bool { signatures != nil && adminClock == nil }

    /// As set.
    var isAdminEnabled: Bool { adminClock != nil }

    /// Answers one request; every failure is a response too.
    package func respond(to request: WireRequest) async -> WireResponse {
        do throws(ECSError) {
            let envelope = try RequestEnvelope(request)
            try signatures?.verify(request, envelope.credential, at: systemClock())
            let scope = RegistryScope(
                partition: envelope.credential.partition, region: envelope.credential.region, account: account)
            try throttle?.admit(envelope.operation.name, in: scope, at: clock())
            return .success(try await envelope.operation.respond(request.body, database.transactions(in: scope)))
        } catch {
            return .failure(error)
        }
    }

    /// Moves the clock forward, unless it would then be further ahead than the limit.
    ///
    /// Kept in the database: the times that are there would otherwise lie ahead after a restart.
    /// - Returns: the time; nil when it was not moved, which it never is unless it is administered.
    func advanceClock(by seconds: TimeInterval, upTo limit: TimeInterval) async throws(ECSError) -> Date? {
        guard let adminClock, adminClock.advance(by: seconds, upTo: limit) else { return nil }
        if seconds > 0 { try await database.save(clockOffset: adminClock.secondsAhead) }
        return adminClock.now
    }

    /// Forgets everything of every account and Region, but not the time.
    func reset() async throws(ECSError) {
        try await database.reset()
        if let adminClock { try await database.save(clockOffset: adminClock.secondsAhead) }
        throttle?.reset()
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
