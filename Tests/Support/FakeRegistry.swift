import Foundation
import Model
import Planning
import Reconciler

/// A registry in memory that records its calls and can make them fail.
package actor FakeRegistry: TaskDefinitionRegistry {
    /// How a call fails.
    package enum Fault: Sendable {
        /// Does nothing.
        case fails
        /// Does nothing, and no call of this kind can succeed.
        case denied
        /// Does nothing this time: the next call succeeds.
        case failsOnce
        /// Does nothing this time, as there are too many calls.
        case isThrottledOnce
        /// Does nothing, as there are too many calls.
        case isThrottled
        /// Is not even sent, as there are too many calls.
        case isHeld
        /// Succeeds, but the response is lost.
        case responseIsLost
        /// Does nothing so far, and gives no response.
        case isUnanswered
    }

    private var statuses: [RevisionID: RevisionStatus] = [:]
    private var ages: [RevisionID: Double?] = [:]
    private var registrars: [RevisionID: Registrar] = [:]
    private var deregistrations: [RevisionID: Date] = [:]
    private var faults: [String: Fault] = [:]
    package private(set) var calls: [String] = []
    /// The time limit of each deregistration, in order.
    package private(set) var limits: [Duration] = []
    private var responses: [RevisionID: DeregistrationResponse] = [:]
    private var onCall: (@Sendable (String) async -> Void)?
    private var onHang: (@Sendable () -> Void)?
    private var scope: RegistryScope?
    private var otherScopes: [Family: RegistryScope] = [:]
    private var pageLength = 100
    private let clock: SettableClock

    package init(_ clock: SettableClock = SettableClock()) { self.clock = clock }

    /// Lists one family as another account's from now on.
    package func list(_ family: Family, as scope: RegistryScope) { otherScopes[family] = scope }

    /// Sets how many of the newest revisions a page has from now on.
    package func setPageLength(_ length: Int) { pageLength = length }

    /// Sets the account and Region from now on.
    package func move(to scope: RegistryScope) { self.scope = scope }

    /// Registers revisions, by default two hours before the clock's start.
    ///
    /// - Parameter age: seconds before the clock's start; nil for no date.
    package func register(_ revisions: String..., status: RevisionStatus = .active, age: Double? = 7200) {
        for revision in revisions {
            statuses[id(revision)] = status
            ages[id(revision)] = age
        }
    }

    /// Says who registered a revision; by default nobody in particular.
    package func set(_ revision: String, by registrar: Registrar) { registrars[id(revision)] = registrar }

    package func set(_ revision: String, _ status: RevisionStatus?) { statuses[id(revision)] = status }

    /// Makes a call such as `describe web:1`, or every call of an operation such as `deregister`, fail from now on.
    package func fail(_ call: String, _ fault: Fault = .fails) { faults[call] = fault }

    /// Whether deregistrations are not even sent.
    package var isHeld: Bool { if case .isHeld? = faults["deregister"] { true } else { false } }

    package func clearFaults() { faults = [:] }

    /// Makes deregistrations hang from now on: each calls back when it begins, and ends only when it is cancelled.
    package func hang(_ onHang: @escaping @Sendable () -> Void) { self.onHang = onHang }

    /// Makes the registry respond to a deregistration with something else from now on.
    package func respond(_ response: DeregistrationResponse, to revision: String) { responses[id(revision)] = response }

    /// Calls back before each call from now on.
    package func onCall(_ callback: @escaping @Sendable (String) async -> Void) { onCall = callback }

    package func status(_ revision: String) -> RevisionStatus? { statuses[id(revision)] }

    package func count(_ operation: String) -> Int { calls.count { $0.hasPrefix(operation) } }

    package func newestRevisions(
        of family: Family, atLeast count: Int
    ) async throws(RegistryFailure) -> NewestRevisions {
        try await perform("newest", family.name) {}
        let active = statuses.filter { $0.key.family == family && $0.value == .active }.map(\.key.revision).sorted()
        let page = active.suffix(max(count, pageLength))
        return NewestRevisions(
            scope: active.isEmpty ? nil : otherScopes[family] ?? scope, revisions: RevisionSet(page),
            isComplete: page.count == active.count)
    }

    package func activeRevisions(of families: Set<Family>?) async throws(RegistryFailure) -> ActiveRevisions {
        try await perform("list", families.map { $0.map(\.name).sorted().joined(separator: ",") } ?? "all") {}
        var result: [Family: RevisionSet] = [:]
        for (id, status) in statuses where status == .active && families?.contains(id.family) != false {
            result[id.family, default: []].insert(id.revision)
        }
        return ActiveRevisions(scope: result.isEmpty ? nil : scope, families: result)
    }

    package func describe(_ id: RevisionID) async throws(RegistryFailure) -> RevisionDescription? {
        try await perform("describe", id.description) {}
        guard let status = statuses[id] else { return nil }
        let age = ages[id] ?? nil
        return RevisionDescription(
            status, registeredAt: age.map { SettableClock.start.addingTimeInterval(-$0) },
            deregisteredAt: deregistrations[id], by: registrars[id] ?? .other)
    }

    package func revisions(of family: Family, _ status: RevisionStatus) async throws(RegistryFailure) -> RevisionSet {
        try await perform("history", "\(family) \(status.rawValue)") {}
        return RevisionSet(
            statuses.filter { $0.key.family == family && $0.value == status }.map(\.key.revision).sorted())
    }

    package func deregister(
        _ id: RevisionID, in scope: RegistryScope? = nil, sentWithin limit: Duration = .seconds(30)
    ) async throws(RegistryFailure) -> DeregistrationResponse {
        limits.append(limit)
        if let onHang {
            onHang()
            let (never, end) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            end.finish()
            throw RegistryFailure("cancelled")
        }
        let before = statuses[id]
        try await perform("deregister", id.description) {
            guard before == .active else { return }
            statuses[id] = .inactive
            deregistrations[id] = clock.now
        }
        return responses[id] ?? (before == .active ? .deregistered : .alreadyDeregistered)
    }

    private func perform(
        _ operation: String, _ subject: String, _ work: () -> Void
    ) async throws(RegistryFailure) {
        let call = "\(operation) \(subject)"
        await onCall?(call)
        if case .isHeld = faults[call] ?? faults[operation] {
            throw RegistryFailure("\(call) was not sent", .notSent)
        }
        calls.append(call)
        switch faults[call] ?? faults[operation] {
        case nil: work()
        case .isHeld: break
        case .isThrottled: throw RegistryFailure("\(call) was throttled", .throttled)
        case .isThrottledOnce:
            (faults[call], faults[operation]) = (nil, nil)
            throw RegistryFailure("\(call) was throttled", .throttled)
        case .fails: throw RegistryFailure("\(call) failed")
        case .denied: throw RegistryFailure("\(call) was denied", .affectsAllCalls)
        case .failsOnce:
            (faults[call], faults[operation]) = (nil, nil)
            throw RegistryFailure("\(call) failed once", .transient)
        case .responseIsLost:
            work()
            throw RegistryFailure("\(call) was not answered", isUnanswered: true)
        case .isUnanswered: throw RegistryFailure("\(call) was not answered", .transient, isUnanswered: true)
        }
    }
}
