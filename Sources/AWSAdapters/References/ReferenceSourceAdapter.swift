import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

/// A source outside ECS whose resources can refer to a revision.
protocol ReferenceSourceAdapter: Sendable {
    /// Its description for the documentation, the IAM policies and the coverage.
    static var description: SourceDescription { get }

    /// Uses the session's connections, rate limits and call counter. Sends nothing yet.
    ///
    /// - Throws: if the configured endpoint is not a valid URL.
    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError)

    /// Reads every reference. What cannot be listed ends the read with an error; of a thing that cannot be read itself,
    /// what it uses is opaque.
    func read(at now: Date) async throws(ReferenceFailure) -> [Reference]

    /// Reads what the source has begun to start and has not ended; nil if it keeps no record of that.
    func readUnderWay(at now: Date) async throws(ReferenceFailure) -> [Reference]?

    /// After a reading: how many calls the next one makes of the operations whose results are kept, by IAM action. It
    /// repeats the calls of all others.
    var nextCalls: [String: Int] { get async }
}

extension ReferenceSourceAdapter {
    func readUnderWay(at now: Date) async throws(ReferenceFailure) -> [Reference]? { nil }
    var nextCalls: [String: Int] { get async { [:] } }
}

/// Describes a source: its row in the table of `Documentation/references.md`, and its statement in the policies in
/// `deploy/iam`.
package struct SourceDescription: Equatable, Sendable {
    /// Its key under `spec.references`.
    package let name: ReferenceSource
    /// What it finds, for the documentation.
    package let finds: String
    /// The calls that read it, in order.
    package let calls: [SourceCall]
}

extension SourceDescription {
    /// The services that it calls.
    var services: Set<AWSService> { Set(calls.map(\.service)) }
}

/// A call that reads a source.
package struct SourceCall: Equatable, Sendable {
    package let service: AWSService
    /// The operation, such as `ListRules`.
    package let operation: String
    /// The maximum number of items per call: the size of a page or a batch.
    package let size: Int

    init(_ service: AWSService, _ operation: String, _ size: Int) {
        self.service = service
        self.operation = operation
        self.size = size
    }

    /// The IAM action that it requires, such as `events:ListRules`.
    package var action: String { "\(service.name):\(operation)" }
}

/// Adapts a source outside ECS to the reconciler's port. It never throws: a failed read is recorded in the coverage.
struct SourceReader: Sendable {
    private let source: any ReferenceSourceAdapter
    private let session: AWSSession
    private let time: TimeSource

    /// - Parameters:
    ///   - session: that of the source, which counts its calls alone.
    ///   - time: dates the readings.
    init(_ source: any ReferenceSourceAdapter, _ session: AWSSession, _ time: TimeSource) {
        self.source = source
        self.session = session
        self.time = time
    }

    var description: SourceDescription { type(of: source).description }

    /// Reads everything, whatever the families: leaving some out would not save a call.
    func read() async -> ReferenceReading {
        let readAt = time.moment
        return await ReferenceReading(description, since: readAt, session, time) { () throws(ReferenceFailure) in
            (try await source.read(at: readAt.date), await source.nextCalls)
        }
    }

    /// Reads what is under way; empty if the source cannot tell.
    func readUnderWay() async -> ReferenceReading {
        let readAt = time.moment
        do {
            guard let references = try await source.readUnderWay(at: readAt.date) else { return ReferenceReading([]) }
            let state = SourceReading.State.complete(
                readAt: readAt, took: readAt.age(at: time.moment), references: references.count)
            return ReferenceReading(
                references: references, coverage: Coverage([SourceReading(description.name, state)]))
        } catch {
            return ReferenceReading(failed: description.name, error)
        }
    }
}

extension ReferenceReading {
    /// Reads one source. Its references count only if it was read completely.
    ///
    /// - Parameters:
    ///   - families: the families to read it for; nil for all. References to other families are not counted.
    ///   - readAt: when the read began, which may be before this call.
    ///   - count: the calls made before the read began; nil if it begins now.
    ///   - earlier: how long what is read first, and ages it, will take the next time.
    ///   - session: counts the source's calls, and knows their rates.
    ///   - read: returns the references and ``ReferenceSourceAdapter/nextCalls``.
    init(
        _ source: SourceDescription, of families: Set<Family>? = nil, since readAt: Moment,
        countingFrom count: CallCount? = nil, after earlier: Duration = .zero, _ session: AWSSession,
        _ time: TimeSource,
        _ read: () async throws(ReferenceFailure) -> (references: [Reference], nextCalls: [String: Int])
    ) async {
        let before = count ?? session.callCount
        do {
            let (references, nextCalls) = try await read()
            let took = readAt.age(at: time.moment)
            let state = SourceReading.State.complete(
                readAt: readAt, took: took,
                again: source.timeToReadAgain(
                    after: session.callCount.since(before), in: took, nextCalls: nextCalls, following: earlier, session),
                references: references.count { $0.mayUse(oneOf: families) }, of: families)
            self.init(references: references, coverage: Coverage([SourceReading(source.name, state)]))
        } catch {
            self.init(failed: source.name, error)
        }
    }

    /// A source that failed.
    init(failed source: ReferenceSource, _ failure: ReferenceFailure) {
        self.init(
            references: [],
            coverage: Coverage([SourceReading(source, .failed(.call(failure.description(for: source))))]))
    }
}

extension SourceDescription {
    /// How long the next reading will take, without the burst that this one may have had: what the rates allow that
    /// last, but no less than its share of this one's time.
    ///
    /// - Parameters:
    ///   - counted: the calls of this reading, perhaps with those of other sources.
    ///   - earlier: how long what is read first will take.
    fileprivate func timeToReadAgain(
        after counted: CallCount, in took: Duration, nextCalls: [String: Int], following earlier: Duration,
        _ session: AWSSession
    ) -> Duration {
        let now = calls.map { counted.byAction[$0.action] ?? 0 }
        let next = zip(calls, now).map { call, count in
            (service: call.service, operation: call.operation, count: nextCalls[call.action] ?? count)
        }
        let (before, after) = (now.reduce(0, +), next.reduce(0) { $0 + $1.count })
        return max(earlier + session.lastingTime(of: next), before > after ? took * after / before : took)
    }
}

extension Reference {
    /// Whether it uses, or may use, one of these families; nil for all.
    fileprivate func mayUse(oneOf families: Set<Family>?) -> Bool {
        guard let families else { return true }
        return switch target {
        case .named(let name): families.contains(name.family)
        case .opaque(let family, _): family.map(families.contains) ?? true
        }
    }
}

/// Why a source could not be read completely, in one sentence.
struct ReferenceFailure: Error, CustomStringConvertible {
    let description: String
    /// Whether the only cause is that a resource no longer exists.
    let isMissing: Bool
    /// Why it is unknown what the one thing uses that the credentials may not read; nil for any other failure. What
    /// cannot be listed is another matter.
    private(set) var refusal: Opacity?
    private var isUnknownOperation = false

    init(_ description: String) {
        self.description = description
        isMissing = false
    }

    /// A failed call.
    ///
    /// - Parameters:
    ///   - what: what failed, for example `the pipes could not be listed`.
    ///   - codes: the error codes for a resource that does not exist.
    ///   - ofOneThing: whether the call concerns a single thing, such as the targets of one rule; nil for what is not a
    ///     list.
    init(_ what: String, _ error: AWSError, missing codes: Set<String> = [], ofOneThing: Bool? = nil) {
        description = "\(what): \(error)"
        isMissing = error.serviceError.map { codes.contains($0.code) } ?? false
        if ofOneThing ?? !error.operation.hasPrefix("List") {
            let isDenial = error.serviceError?.isDenial ?? false
            refusal = error.isOfEncryption ? .encrypted(description) : isDenial ? .denied(description) : nil
        }
        isUnknownOperation = error.isUnknownOperation
    }

    /// The description, with a remedy if the configuration has to change.
    func description(for source: ReferenceSource) -> String {
        guard isUnknownOperation, source.isWaivable else { return description }
        return """
            \(description); if this endpoint has no such service, waive it in the configuration: \
            spec.references.\(source.rawValue): {waived: "why"}
            """
    }
}
