import AWSWire
import ECSWire
import Foundation
import Model

/// A registry of task definitions, and of the clusters, services and tasks that use them, with the API of ECS.
///
/// Each operation is one transaction. Its changes are on disk before the response is returned, and visible to every
/// later read. Accounts and Regions are separate; the Region comes from the signature's scope, the account from the
/// initializer. Signatures are verified if access keys are set.
package final class Registry: Sendable {
    /// Where the registry stores its data.
    package enum Location: Equatable, Sendable {
        /// A file, created if missing. Its folder must exist and be writable for SQLite's own files and for
        /// `<file>.lock`, which serializes starts. Several processes may share the file.
        case file(String)
        /// In memory, for the lifetime of the registry.
        case memory
        /// A private copy of a file as it is now, empty if there is none. Nothing is written to the file or its folder,
        /// which need not be writable: an older database is migrated in the copy. Another process may use the file.
        case snapshot(of: String)
    }

    /// The settings of a registry. The defaults are those of `roster registry serve`.
    package struct Settings: Sendable {
        /// How long after its deregistration a revision can still be used: 0 to 600 seconds.
        package var propagationWindow: Duration = .zero
        /// How long a task stays in each state while starting and stopping. With zero, tasks run and stop at once.
        package var taskStep: Duration = .seconds(1)

        /// The accepted keys; nil accepts every request without verifying its signature.
        package var accessKeys: AccessKeys?
        /// Which calls are throttled.
        package var throttling = Throttling.none
        /// Whether the admin API is enabled, with which tests move the clock, reset the registry and inject faults.
        /// Such a registry serves only the loopback interface.
        package var isAdminEnabled = false

        /// Uses the defaults.
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

    /// Opens a registry, and migrates an older database.
    ///
    /// - Parameters:
    ///   - account: twelve digits, as in ARNs.
    ///   - clock: read once per operation. Within a family, a higher revision is never dated before a lower one, even
    ///     if the clock goes back.
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

    /// Whether other machines may reach it: only if every request needs an access key.
    var allowsRemoteClients: Bool { signatures != nil && adminClock == nil }

    /// Whether the admin API is enabled.
    var isAdminEnabled: Bool { adminClock != nil }

    /// Handles one request. Every failure is a response too.
    package func respond(to request: WireRequest) async -> WireResponse {
        do throws(ECSError) {
            let envelope = try RequestEnvelope(request)
            try refuseWebPage(request)
            try signatures?.verify(request, envelope.credential, at: systemClock())
            let scope = RegistryScope(
                partition: envelope.credential.partition, region: envelope.credential.region, account: account)
            try throttle?.admit(envelope.operation.name, in: scope, at: clock())
            return .success(try await envelope.operation.respond(request.body, database.transactions(in: scope)))
        } catch {
            return .failure(error)
        }
    }

    /// Refuses requests of web pages, which browsers mark with `Origin`, where no signature protects the registry: a
    /// page whose name leads to this machine could otherwise send any.
    private func refuseWebPage(_ request: WireRequest) throws(ECSError) {
        guard signatures == nil, request.headers["origin"] != nil else { return }
        throw ECSError(.accessDenied, "Requests from web pages need an access key: start the registry with one.")
    }

    /// Moves the clock forward, unless it would then be further ahead than the limit.
    ///
    /// The offset is saved, as the recorded times would otherwise be in the future after a restart.
    /// - Returns: the time; nil if the clock was not moved, as is always the case without the admin API.
    func advanceClock(by seconds: TimeInterval, upTo limit: TimeInterval) async throws(ECSError) -> Date? {
        guard let adminClock, adminClock.advance(by: seconds, upTo: limit) else { return nil }
        if seconds > 0 { try await database.save(clockOffset: adminClock.secondsAhead) }
        return adminClock.now
    }

    /// Deletes all data of all accounts and Regions. Keeps the clock.
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
