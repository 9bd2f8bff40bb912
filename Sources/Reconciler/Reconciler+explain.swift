import Foundation
import Manifests
import Planning
import TaskDefinitions

extension Reconciler {
    /// Explains the fate of one revision, whether there is such a one or not.
    ///
    /// Cost: the list of its family's ACTIVE revisions, the references, and one description more than a plan needs.
    package func explain(_ id: RevisionID) async throws(ReconcileError) -> Explanation {
        let set = try await manifests()
        do {
            let desired = try parseManifests(set.files)
            let snapshot = try await observer.observe([id.family], for: desired)
            // Last of all: its state is what everything else is judged by.
            let description = try await registry.describe(id)
            return Planning.explain(
                id, desired, against: snapshot, RevisionState(description), under: policy, at: timing.now())
        } catch {
            throw ReconcileError(error, version: set.version)
        }
    }
}

extension RevisionState {
    fileprivate init(_ description: RevisionDescription?) {
        self.init(
            description?.status, registeredAt: description?.registeredAt, deregisteredAt: description?.deregisteredAt)
    }
}
