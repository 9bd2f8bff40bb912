import Foundation
import Model
import Planning
import Synchronization

/// The registration dates found so far: a revision's date never changes, and is looked up once.
///
/// Another registry may come to respond at the same address: a database that was replaced or restored from a backup
/// assigns the same numbers again. So the cache is valid for one account and Region, and only after its witness was
/// verified: the most recently registered of the cached revisions. A registry that still has it, with the same date to
/// the millisecond, has not lost anything registered before it.
final class RegistrationCache: Sendable {
    private let cache = Mutex<(scope: RegistryScope?, dates: Registrations, witness: Witness?)>((nil, .init(), nil))

    /// A revision whose date shows whether the registry is still the same.
    struct Witness {
        let id: RevisionID
        let registeredAt: Date
    }

    /// The cached dates of this registry; makes no call if there are none.
    ///
    /// - Parameter registeredAt: looks up a revision's date in the registry, in one call.
    func dates(
        of scope: RegistryScope?, registeredAt: (RevisionID) async throws(RegistryFailure) -> Date?
    ) async throws(RegistryFailure) -> Registrations {
        let (cachedScope, dates, witness) = cache.withLock { $0 }
        guard let witness else { return Registrations() }
        if cachedScope == scope, try await registeredAt(witness.id) == witness.registeredAt { return dates }
        cache.withLock { $0 = (nil, Registrations(), nil) }
        return Registrations()
    }

    /// Caches dates of the registry that ``dates(of:registeredAt:)`` was last called for.
    func record(_ found: [RevisionID: Date], of scope: RegistryScope?) {
        cache.withLock { cache in
            cache.scope = scope
            for (id, date) in found {
                cache.dates.record(id, registeredAt: date)
                if cache.witness.map({ $0.registeredAt <= date }) ?? true {
                    cache.witness = Witness(id: id, registeredAt: date)
                }
            }
        }
    }
}
