import AWSClient
import Foundation
import Model
import Planning
import Reconciler

/// A source outside ECS whose resources can refer to a revision.
protocol ReferenceSourceAdapter: Sendable {
    /// Its description for the documentation, the IAM policies and the coverage.
    static var description: SourceDescription { get }

    /// Uses the session's connections, rate limits and call counter. Sends nothing yet.
    ///
    /// - Throws: if the configured endpoint is not a valid URL.
    init(session: AWSSession) throws(EndpointError)

    /// Reads every reference. Any error ends the read: a source is read completely or not at all.
    func read(at now: Date) async throws(ReferenceFailure) -> [Reference]
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

/// Adapts a source to the reconciler's port. It never throws: a failed read is recorded in the coverage.
struct SourceReader: ReferenceReader {
    let source: any ReferenceSourceAdapter
    let now: @Sendable () -> Date

    var sources: Set<ReferenceSource> { [type(of: source).description.name] }

    /// Reads everything, whatever the families: leaving some out would not save a call.
    func read(of families: Set<Family>?) async -> ReferenceReading {
        let readAt = now()
        return await ReferenceReading(type(of: source).description.name, since: readAt, now) {
            () throws(ReferenceFailure) in try await source.read(at: readAt)
        }
    }
}

extension ReferenceReading {
    /// Reads one source. Its references count only if it was read completely.
    ///
    /// - Parameters:
    ///   - families: the families to read it for; nil for all. References to other families are not counted.
    ///   - readAt: when the read began, which may be before this call.
    ///   - now: the clock that tells when it ended.
    init(
        _ source: ReferenceSource, of families: Set<Family>? = nil, since readAt: Date, _ now: () -> Date,
        _ read: () async throws(ReferenceFailure) -> [Reference]
    ) async {
        do {
            let references = try await read()
            let took = Duration.seconds(now().timeIntervalSince(readAt))
            let count = references.count { $0.mayUse(oneOf: families) }
            self.init(
                references: references,
                coverage: Coverage([
                    SourceReading(source, .complete(readAt: readAt, took: took, references: count, of: families))
                ]))
        } catch {
            self.init(
                references: [],
                coverage: Coverage([SourceReading(source, .failed(.call(error.description(for: source))))]))
        }
    }

    /// Combines the readings of several sources.
    init(_ readings: [ReferenceReading]) {
        self.init(
            references: readings.flatMap(\.references), coverage: Coverage(readings.flatMap(\.coverage.readings)))
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
    private var isUnknownOperation = false

    init(_ description: String, isMissing: Bool = false) {
        self.description = description
        self.isMissing = isMissing
    }

    /// A failed call.
    ///
    /// - Parameters:
    ///   - what: what failed, for example `the pipes could not be listed`.
    ///   - codes: the error codes for a resource that does not exist.
    init(_ what: String, _ error: AWSError, missing codes: Set<String> = []) {
        description = "\(what): \(error)"
        isMissing = error.serviceError.map { codes.contains($0.code) } ?? false
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
