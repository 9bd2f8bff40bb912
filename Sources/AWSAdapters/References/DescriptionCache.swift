import Foundation
import Model
import Planning
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
    private let kind: String
    private let waivers: [OpaqueWaiver]
    private let time: TimeSource
    private var kept: [String: Known] = [:]
    /// How many of the resources that were read last have to be described again next time.
    private(set) var unsettled = 0

    /// - Parameters:
    ///   - kind: a resource, for messages: `pipe`.
    ///   - waivers: those of the source.
    ///   - time: waits if a list lags behind.
    init(of kind: String, waiving waivers: [OpaqueWaiver], _ time: TimeSource) {
        self.kind = kind
        self.waivers = waivers
        self.time = time
    }

    private struct Known: Sendable {
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
    ///   - list: reads the complete list; it is read again if something is missing, see ``readListed``.
    ///   - describe: nil if the resource does not exist.
    func read<Resource: ListedResource>(
        at now: Date, list: @Sendable () async throws(ReferenceFailure) -> [Resource],
        describe: @escaping @Sendable (Resource) async throws(ReferenceFailure) -> ResourceReferences?
    ) async throws(ReferenceFailure) -> [ResourceReferences] {
        var listed: Set<String> = []
        let (known, waivers) = (kept, waivers)
        var wereRead = !known.isEmpty
        let found = try await readListed(kind, time, by: \.arn) { () throws(ReferenceFailure) in
            let resources = try await list()
            listed = Set(resources.map(\.arn))
            return resources
        } read: { resources throws(ReferenceFailure) in
            let unknown = resources.filter { known[$0.arn].map(\.listed) != .some($0.modified) }
            let described = try await describeEach(
                unknown, othersWereRead: wereRead, isWaived: { waivers.name($0.arn) },
                refused: { ResourceReferences($0.arn, refused: $1) }, describe: describe)
            let new = zip(unknown, described).compactMap { resource, described in
                described.map { (resource.arn, Known(listed: resource.modified, described: $0)) }
            }
            wereRead = wereRead || described.contains { $0 != nil }
            let changed = Set(unknown.map(\.arn))
            let unchanged = resources.filter { !changed.contains($0.arn) }.compactMap { resource in
                known[resource.arn].map { (resource.arn, $0) }
            }
            return Dictionary(new + unchanged) { $1 }
        }
        kept = found.filter { listed.contains($0.key) && $0.value.isSettled(at: now) }
        unsettled = listed.count - kept.count
        return found.sorted { $0.key < $1.key }.map(\.value.described)
    }
}

extension ResourceReferences {
    /// Stands for one that the credentials may not read, though others of its kind: it may use anything, and is read
    /// again next time.
    fileprivate init(_ arn: String, refused opacity: Opacity) {
        modified = nil
        items = [Item(name: arn, target: .taskDefinition(.opaque(nil, opacity)))]
    }
}
