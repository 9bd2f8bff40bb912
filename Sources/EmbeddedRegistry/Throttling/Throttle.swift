import ECSWire
import Foundation
import Model
import Synchronization

/// Which calls are throttled.
package enum Throttling: String, CaseIterable, Sendable {
    case none
    /// Those beyond ECS's default quotas.
    case aws
}

/// The token buckets of all accounts and Regions.
final class Throttle: Sendable {
    private struct Key: Hashable {
        let account: String
        let region: String
        let group: RateGroup
    }

    /// Beyond this number, full buckets are dropped: they are no different from new ones.
    private static let bucketLimit = 10_000

    private let buckets = Mutex<[Key: TokenBucket]>([:])

    /// Admits or refuses a call.
    /// - Throws: ThrottlingException if the operation's group has no token left.
    func admit(_ operation: String, in scope: RegistryScope, at now: Date) throws(ECSError) {
        guard let group = RateGroup(operation: operation) else { return }
        let key = Key(account: scope.account, region: scope.region, group: group)
        let isAdmitted = buckets.withLock { buckets in
            if buckets.count > Self.bucketLimit { buckets = buckets.filter { !$0.value.isFull(at: now) } }
            return buckets[key, default: TokenBucket(group.rate, at: now)].take(at: now)
        }
        guard isAdmitted else { throw ECSError(.throttling, "Rate exceeded") }
    }

    /// Fills all buckets.
    func reset() { buckets.withLock { $0 = [:] } }
}
