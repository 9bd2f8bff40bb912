import Foundation
import Logging
import SwiftExtensions

/// Credentials that expire, renewed in time. Nothing that prints it shows them.
///
/// They are renewed when less than 15 minutes are left. If that fails, the old ones are used until 10 minutes are left,
/// with a retry at most once a minute; after that it is an error. One renewal runs at a time, and callers without
/// usable credentials wait for its outcome. Credentials that are valid for less than 10 minutes from the start are used
/// until they expire.
actor RefreshingCredentials: CredentialsProvider {
    typealias Load = @Sendable () async throws(CredentialsError) -> TemporaryCredentials

    private static let advisory: TimeInterval = 15 * 60
    private static let mandatory: TimeInterval = 10 * 60
    private static let pause: TimeInterval = 60

    /// The credentials in use and their deadlines.
    private struct Held {
        let credentials: Credentials
        /// When the next renewal is due.
        var renewal: Date
        /// Until when they are used if renewals fail.
        let limit: Date
    }

    nonisolated let origin: CredentialsOrigin?
    private let name: String
    private let load: Load
    private let time: TimeSource
    private let logger: Logger?
    private var held: Held?
    private var isRenewing = false
    private(set) var waiting: [Int: CheckedContinuation<Result<Credentials, CredentialsError>?, Never>] = [:]
    private var tickets = 0

    /// - Parameters:
    ///   - name: their source, for messages.
    ///   - origin: the same, for advice.
    ///   - load: gets new ones; called once at a time.
    init(
        _ name: String, origin: CredentialsOrigin? = nil, time: TimeSource, logger: Logger?, load: @escaping Load
    ) {
        self.name = name
        self.origin = origin
        self.load = load
        self.time = time
        self.logger = logger
    }

    func credentials() async throws(CredentialsError) -> Credentials {
        while true {
            let now = time.now()
            if let held, now < held.renewal || (isRenewing && now < held.limit) { return held.credentials }
            if let outcome = await isRenewing ? shared() : renew() { return try outcome.get() }
            // The renewing task was cancelled, which is no reason for the others to fail.
            guard !Task.isCancelled else { throw CredentialsError("\(name): cancelled") }
        }
    }

    func replacement(for expired: Credentials) async throws(CredentialsError) -> Credentials? {
        if held?.credentials == expired { held = nil }
        let fresh = try await credentials()
        return fresh == expired ? nil : fresh
    }

    /// The outcome of the current renewal; nil if that or the waiter was cancelled.
    private func shared() async -> Result<Credentials, CredentialsError>? {
        tickets += 1
        let ticket = tickets
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume(returning: nil) } else { waiting[ticket] = continuation }
            }
        } onCancel: {
            Task { await leave(ticket) }
        }
    }

    private func leave(_ ticket: Int) { waiting.removeValue(forKey: ticket)?.resume(returning: nil) }

    /// Nil if the task was cancelled.
    private func renew() async -> Result<Credentials, CredentialsError>? {
        isRenewing = true
        var outcome: Result<Credentials, CredentialsError>?
        do throws(CredentialsError) {
            outcome = .success(try keep(try await load()))
        } catch {
            outcome = Task.isCancelled ? nil : failed(error)
        }
        isRenewing = false
        for waiter in waiting.values { waiter.resume(returning: outcome) }
        waiting = [:]
        return outcome
    }

    private func keep(_ fresh: TemporaryCredentials) throws(CredentialsError) -> Credentials {
        let now = time.now()
        guard let end = fresh.expiration else {
            held = Held(credentials: fresh.credentials, renewal: .distantFuture, limit: .distantFuture)
            return fresh.credentials
        }
        guard now < end else {
            throw CredentialsError("\(name) returned expired credentials: check it, and this machine's clock")
        }
        let mandatory = end.addingTimeInterval(-Self.mandatory)
        let limit = now < mandatory ? mandatory : end
        let renewal = max(end.addingTimeInterval(-Self.advisory), now.addingTimeInterval(Self.pause))
        held = Held(credentials: fresh.credentials, renewal: min(renewal, limit), limit: limit)
        return fresh.credentials
    }

    private func failed(_ error: CredentialsError) -> Result<Credentials, CredentialsError> {
        let now = time.now()
        guard let held, now < held.limit else { return .failure(error) }
        self.held?.renewal = min(now.addingTimeInterval(Self.pause), held.limit)
        logger?.warning("could not renew credentials, using the old ones a little longer: \(error)")
        return .success(held.credentials)
    }
}

extension RefreshingCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    nonisolated var description: String { "credentials of \(name)" }
    nonisolated var debugDescription: String { description }
    nonisolated var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Credentials that may expire and cannot be renewed: those of the environment or a file. Nothing that prints them
/// shows them.
struct ExpiringCredentials: CredentialsProvider {
    let value: TemporaryCredentials
    let time: TimeSource
    let origin: CredentialsOrigin?

    func credentials() async throws(CredentialsError) -> Credentials {
        if let end = value.expiration, time.now() >= end {
            throw CredentialsError(CredentialsAdvice(origin).expired)
        }
        return value.credentials
    }
}
