import Foundation
import Manifests
import Model
import Planning
import SwiftExtensions

extension Reconciler {
    /// Explains the fate of one revision, whether there is such a one or not.
    ///
    /// Cost: the list of its family's ACTIVE revisions, the references, and one description more than a plan needs;
    /// and one list, or two, where the account and Region have to be compared.
    ///
    /// - Parameter named: the account and Region that the revision was named by; nil for the registry's own.
    /// - Throws: also when the registry is of another account or Region, or of one that cannot be told.
    package func explain(
        _ id: RevisionID, of named: RegistryScope? = nil
    ) async throws(ReconcileError) -> Explanation {
        let set = try await manifests()
        do {
            let desired = try parseManifests(set.files)
            if let named { try await requireRegistry(of: named, naming: id) }
            let snapshot = try await observer.observe([id.family], for: desired)
            // Last of all: its state is what everything else is judged by.
            let description = try await registry.describe(id)
            return Planning.explain(
                id, desired, against: snapshot, RevisionState(description), under: policy, at: time.now())
        } catch {
            throw ReconcileError(error, version: set.version)
        }
    }

    /// The registry's own account and Region are read off what is ACTIVE there: in the family, or else in any other.
    private func requireRegistry(of named: RegistryScope, naming id: RevisionID) async throws(RegistryFailure) {
        var scope = try await registry.activeRevisions(of: [id.family]).scope
        if scope == nil { scope = try await registry.activeRevisions(of: nil).scope }
        guard let scope else {
            throw RegistryFailure(
                """
                the ARN of \(id) is of \(named), and the registry has no ACTIVE task definition to tell its own account \
                and Region by: write \(id) to explain the one of this registry
                """)
        }
        guard scope == named else {
            throw RegistryFailure(
                """
                the ARN of \(id) is of \(named), and the registry is \(scope): look there with --region and the \
                credentials of that account, or write \(id) to explain the one of this registry
                """)
        }
    }
}

extension RevisionState {
    fileprivate init(_ description: RevisionDescription?) {
        self.init(
            description?.status, registeredAt: description?.registeredAt, deregisteredAt: description?.deregisteredAt)
    }
}
