import AWSClient
import Foundation
import Model
import Planning
import Reconciler

/// One kind of thing outside ECS that can refer to a revision.
protocol ReferenceSourceAdapter: Sendable {
    /// What the documentation, the policies and the coverage say of it.
    static var description: SourceDescription { get }

    /// Over the session's connections, pace and count; nothing is sent yet.
    /// - Throws: if the configured endpoint is not a valid URL.
    init(session: AWSSession) throws(EndpointError)

    /// Everything that it has, read now; an error, wherever it happens, ends it as not read.
    func read(at now: Date) async throws(ReferenceFailure) -> [Reference]
}

/// What a source is: its row in the table of `Documentation/references.md`, and its statement in the policies of
/// `deploy/iam`.
package struct SourceDescription: Equatable, Sendable {
    /// Its key under `spec.references`.
    package let name: ReferenceSource
    /// What it finds, in words.
    package let finds: String
    /// The calls that read it, in the order in which they are made.
    package let calls: [SourceCall]
}

extension SourceDescription {
    /// The services that reading it calls.
    var services: Set<AWSService> { Set(calls.map(\.service)) }
}

/// One of the calls that read a source.
package struct SourceCall: Equatable, Sendable {
    /// The service that is called.
    package let service: AWSService
    /// The operation: `ListRules`.
    package let operation: String
    /// The most that one call requests: the items of a page, or of a batch.
    package let size: Int

    /// A call.
    init(_ service: AWSService, _ operation: String, _ size: Int) {
        self.service = service
        self.operation = operation
        self.size = size
    }

    /// The IAM action, which is the permission that it needs: `events:ListRules`.
    package var action: String { "\(service.name):\(operation)" }
}

/// A source as the reconciler reads it: it never fails, but says why it was not read whole.
struct SourceReader: ReferenceReader {
    let source: any ReferenceSourceAdapter
    let now: @Sendable () -> Date

    var sources: Set<ReferenceSource> { [type(of: source).description.name] }

    /// Reads all of it, whatever the families: leaving some out would save no calls.
    func read(of families: Set<Family>?) async -> ReferenceReading {
        let readAt = now()
        return await ReferenceReading(type(of: source).description.name, since: readAt, now) {
            () throws(ReferenceFailure) in try await source.read(at: readAt)
        }
    }
}

extension ReferenceReading {
    /// Reads one source; what it found counts only when it was read whole.
    ///
    /// - Parameters:
    ///   - families: those for which it is read; nil for all. What is found of others besides is not counted.
    ///   - readAt: when reading it began, which may be before this.
    ///   - now: when it ended.
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

    /// Several sources together.
    init(_ readings: [ReferenceReading]) {
        self.init(
            references: readings.flatMap(\.references), coverage: Coverage(readings.flatMap(\.coverage.readings)))
    }
}

extension Reference {
    /// Whether it uses one of these families, or may; nil for all of them.
    fileprivate func mayUse(oneOf families: Set<Family>?) -> Bool {
        guard let families else { return true }
        return switch target {
        case .named(let name): families.contains(name.family)
        case .opaque(let family, _): family.map(families.contains) ?? true
        }
    }
}

/// Why a source was not read whole, in one sentence.
struct ReferenceFailure: Error, CustomStringConvertible {
    let description: String
    /// Whether it says no more than that something is not there any longer.
    let isMissing: Bool
    private var isUnknownOperation = false

    init(_ description: String, isMissing: Bool = false) {
        self.description = description
        self.isMissing = isMissing
    }

    /// A call that gave no answer.
    ///
    /// - Parameters:
    ///   - what: what could not be done, for example `the pipes could not be listed`.
    ///   - codes: the errors that say that something is not there.
    init(_ what: String, _ error: AWSError, missing codes: Set<String> = []) {
        description = "\(what): \(error)"
        isMissing = error.serviceError.map { codes.contains($0.code) } ?? false
        isUnknownOperation = error.isUnknownOperation
    }

    /// The same with the way out, where it is the configuration that has to change.
    func description(for source: ReferenceSource) -> String {
        guard isUnknownOperation, source.isWaivable else { return description }
        return """
            \(description); where there is no such service, waive it in the configuration: \
            spec.references.\(source.rawValue): {waived: "why"}
            """
    }
}
