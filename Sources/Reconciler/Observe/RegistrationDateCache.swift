import Foundation
import Model
import Planning
import Synchronization

/// The dates of registration that were learnt so far: a revision's never changes, and is asked for once.
///
/// Another registry may come to answer at the same address: a database that was replaced, or restored from a backup,
/// hands the same numbers out anew. So what is kept holds for one account and Region, and only after a witness was asked
/// for: the revision that was registered last of all that are kept. A registry that still has it, with the same date to
/// the millisecond, has not lost anything that came before it.
final class RegistrationDateCache: Sendable {
    private let kept = Mutex<(scope: RegistryScope?, dates: RegistrationDates, witness: Witness?)>((nil, .init(), nil))

    /// A revision whose date tells whether the registry is still the same.
    struct Witness {
        let id: RevisionID
        let registeredAt: Date
    }

    /// What is kept of this registry; without a call when there is nothing.
    ///
    /// - Parameter registeredAt: asks the registry for a revision's date, one call.
    func dates(
        of scope: RegistryScope?, registeredAt: (RevisionID) async throws(RegistryFailure) -> Date?
    ) async throws(RegistryFailure) -> RegistrationDates {
        let (keptScope, dates, witness) = kept.withLock { $0 }
        guard let witness else { return RegistrationDates() }
        if keptScope == scope, try await registeredAt(witness.id) == witness.registeredAt { return dates }
        kept.withLock { $0 = (nil, RegistrationDates(), nil) }
        return RegistrationDates()
    }

    /// Keeps what was learnt about the registry that ``dates(of:registeredAt:)`` was asked about last.
    func record(_ learnt: [RevisionID: Date], of scope: RegistryScope?) {
        kept.withLock { kept in
            kept.scope = scope
            for (id, date) in learnt {
                kept.dates.record(id, registeredAt: date)
                if kept.witness.map({ $0.registeredAt <= date }) ?? true {
                    kept.witness = Witness(id: id, registeredAt: date)
                }
            }
        }
    }
}
