import Foundation
import Model
import Planning
import Synchronization

/// What was found out so far about registrations: when a revision was registered and by whom never changes, and is
/// looked up once.
///
/// Another registry may come to respond at the same address: a database that was replaced or restored from a backup
/// assigns the same numbers again. So the cache is valid for one account and Region, and only after its witness was
/// verified: the most recently registered of the cached revisions. A registry that still has it, with the same date to
/// the millisecond, has not lost anything registered before it.
final class RegistrationCache: Sendable {
    private let cache = Mutex<(scope: RegistryScope?, known: Registrations, witness: Witness?)>((nil, .init(), nil))

    /// A revision whose date shows whether the registry is still the same.
    struct Witness {
        let id: RevisionID
        let registeredAt: Date
    }

    /// What is cached of this registry; makes no call if there are none.
    ///
    /// - Parameter registeredAt: looks up a revision's date in the registry, in one call.
    func registrations(
        of scope: RegistryScope?, registeredAt: (RevisionID) async throws(RegistryFailure) -> Date?
    ) async throws(RegistryFailure) -> Registrations {
        let (cachedScope, known, witness) = cache.withLock { $0 }
        guard let witness else { return Registrations() }
        if cachedScope == scope, try await registeredAt(witness.id) == witness.registeredAt { return known }
        cache.withLock { $0 = (nil, Registrations(), nil) }
        return Registrations()
    }

    /// Caches descriptions of the registry that ``registrations(of:registeredAt:)`` was last called for. One without a
    /// date is not kept: no witness could show that it still holds.
    func record(_ found: [RevisionID: RevisionDescription], of scope: RegistryScope?) {
        cache.withLock { cache in
            cache.scope = scope
            for (id, description) in found {
                guard let date = description.registeredAt else { continue }
                cache.known.record(description, of: id)
                if cache.witness.map({ $0.registeredAt <= date }) ?? true {
                    cache.witness = Witness(id: id, registeredAt: date)
                }
            }
        }
    }
}
