import Foundation
import Reconciler
import SwiftExtensions

/// A listed resource that is described by its own call.
protocol ListedResource: Sendable {
    /// Its ARN.
    var arn: String { get }
    /// When it was last changed, according to the list; nil if the list does not say.
    var modified: Date? { get }
}

/// What one resource refers to.
struct ResourceReferences: Sendable {
    /// When it was last changed, according to its description.
    let modified: Date?
    let items: [Item]

    /// One of its references.
    struct Item: Sendable {
        /// Its name in reports: the resource's name and, if it has several targets, the target's.
        let name: String
        let target: NamedDefinition
    }
}

/// The descriptions of listed resources, kept while the list says that they are unchanged.
///
/// The complete list is read each time, so that new, changed and deleted resources are seen; a resource with the same
/// modification time as before has the same description. Recently changed ones are described again all the same: times
/// may be rounded, so that two changes share one, and clocks may differ by up to five minutes before signatures are
/// refused.
actor DescriptionCache {
    private var kept: [String: Known] = [:]
    /// How many of the resources that were read last have to be described again next time.
    private(set) var unsettled = 0

    private struct Known {
        /// The modification time in the list.
        let listed: Date?
        let described: ResourceReferences

        /// Whether the same modification time will mean the same content.
        func isSettled(at now: Date) -> Bool {
            guard let listed, listed == described.modified else { return false }
            return now.timeIntervalSince(listed) > DescriptionCache.unsettled
        }
    }

    /// For this many seconds, a change may be followed by another with the same time.
    static let unsettled: TimeInterval = 600

    /// The descriptions of all listed resources, in the order of their ARNs. Costs the list, and a `describe` for each
    /// resource that is new or changed.
    ///
    /// - Parameters:
    ///   - list: reads the complete list; it is read again if something is missing.
    ///   - describe: nil if the resource does not exist. It counts as gone only when a new list no longer has it: see
    ///     ``rereadWhileMissing(attempts:isolation:_:)``.
    func read<Resource: ListedResource>(
        at now: Date, list: @Sendable () async throws(ReferenceFailure) -> [Resource],
        describe: @escaping @Sendable (Resource) async throws(ReferenceFailure) -> ResourceReferences?
    ) async throws(ReferenceFailure) -> [ResourceReferences] {
        var known = kept
        return try await rereadWhileMissing { () throws(ReferenceFailure) in
            let resources = try await list()
            let unknown = resources.filter { known[$0.arn].map(\.listed) != .some($0.modified) }
            for (resource, described) in zip(unknown, try await concurrentMap(unknown, describe)) {
                known[resource.arn] = described.map { Known(listed: resource.modified, described: $0) }
            }
            if let missing = unknown.last(where: { known[$0.arn] == nil }) {
                throw ReferenceFailure("\(missing.arn) is listed, but cannot be found", isMissing: true)
            }
            let listed = Set(resources.map(\.arn))
            known = known.filter { listed.contains($0.key) }
            kept = known.filter { $0.value.isSettled(at: now) }
            unsettled = listed.count - kept.count
            return listed.sorted().compactMap { known[$0]?.described }
        }
    }
}
