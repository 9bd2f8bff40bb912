import Foundation
import Reconciler
import SwiftExtensions

/// Something of a list that has to be asked about one by one.
protocol ListedResource: Sendable {
    /// Its ARN.
    var arn: String { get }
    /// When it was last changed, as the list says; nil where the list says nothing.
    var modified: Date? { get }
}

/// What was read about one thing of a list.
struct ResourceReferences: Sendable {
    /// When it was last changed, as it says itself.
    let modified: Date?
    let items: [Item]

    /// One of its uses.
    struct Item: Sendable {
        /// What the reports call it: the thing's name and, where it has several targets, which one it is.
        let name: String
        let target: NamedDefinition
    }
}

/// What was read about the things of a list, kept for as long as the list says that they are as they were.
///
/// The list is read whole and anew each time, so that what is new, changed or gone is seen; a thing whose time of change
/// is the one that it had when it was read says the same again. What was changed lately is read again all the same: its
/// time may be rounded, so that two changes have the same one, and clocks differ, by five minutes before a signature is
/// refused.
actor DescriptionCache {
    private var kept: [String: Known] = [:]

    private struct Known {
        /// In the list that led to it.
        let listed: Date?
        let described: ResourceReferences

        /// Whether the same time of change will mean the same content.
        func isSettled(at now: Date) -> Bool {
            guard let listed, listed == described.modified else { return false }
            return now.timeIntervalSince(listed) > DescriptionCache.unsettled
        }
    }

    /// Changes that are younger than so many seconds may be followed by another that nobody can tell from them.
    static let unsettled: TimeInterval = 600

    /// Everything that is listed, in the order of the ARNs. Costs the list, and one `describe` for each thing that is
    /// not known as it is.
    ///
    /// - Parameters:
    ///   - list: the whole list; a failure that says that something is missing makes it be read again.
    ///   - describe: nil when the thing is not there. It counts as gone only when the list, read again, no longer has
    ///     it: what took its place is then in the list as well.
    func read<Thing: ListedResource>(
        at now: Date, list: @Sendable () async throws(ReferenceFailure) -> [Thing],
        describe: @escaping @Sendable (Thing) async throws(ReferenceFailure) -> ResourceReferences?
    ) async throws(ReferenceFailure) -> [ResourceReferences] {
        var known = kept
        return try await rereadWhileMissing { () throws(ReferenceFailure) in
            let things = try await list()
            let unknown = things.filter { known[$0.arn].map(\.listed) != .some($0.modified) }
            for (thing, described) in zip(unknown, try await concurrentMap(unknown, describe)) {
                known[thing.arn] = described.map { Known(listed: thing.modified, described: $0) }
            }
            if let missing = unknown.last(where: { known[$0.arn] == nil }) {
                throw ReferenceFailure("\(missing.arn) is listed, but cannot be found", isMissing: true)
            }
            let listed = Set(things.map(\.arn))
            known = known.filter { listed.contains($0.key) }
            kept = known.filter { $0.value.isSettled(at: now) }
            return listed.sorted().compactMap { known[$0]?.described }
        }
    }
}
