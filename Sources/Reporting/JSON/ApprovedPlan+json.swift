import Foundation
import Model
import Planning

extension ApprovedPlan {
    /// Reads what `plan --out` wrote.
    /// - Throws: if the bytes are not a plan of this format.
    package init(json: Data) throws(ApprovedPlanError) {
        guard let saved = try? JSONDecoder().decode(SavedPlan.self, from: json), saved.formatVersion == 1 else {
            throw ApprovedPlanError()
        }
        let left = saved.left ?? 0
        guard left >= 0 else { throw ApprovedPlanError() }
        var removals: Set<RevisionID> = []
        for removal in saved.removals {
            guard let family = try? Family(removal.family), let revision = Revision(removal.revision) else {
                throw ApprovedPlanError()
            }
            removals.insert(RevisionID(family, revision))
        }
        self.init(scope: saved.registry?.scope, removals: removals, left: left)
    }
}

/// A file that is not what `plan --out` writes.
package struct ApprovedPlanError: Error, CustomStringConvertible {
    package let description = "not a plan of format version 1: write one with 'roster plan --out FILE'"
}

/// The part of a plan's document that is read.
private struct SavedPlan: Decodable {
    let formatVersion: Int
    let registry: RegistryDocument?
    let removals: [Removal]
    /// Absent in older files.
    let left: Int?

    struct Removal: Decodable {
        let family: String
        let revision: Int
    }
}
