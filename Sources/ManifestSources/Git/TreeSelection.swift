import Reconciler
import SwiftExtensions

/// Selects the manifests among the entries of a commit, and refuses commits that cannot be used.
enum TreeSelection {
    /// Selects the manifests among everything that a commit has below the folder, skipping hidden entries.
    ///
    /// - Throws: if there are none, if one is too large, if there are too many or they are too large together, and for
    ///   a symbolic link or a submodule, whatever its name: it may lead to manifests, and is not followed.
    static func manifests(
        among entries: [TreeEntry], of address: GitAddress, at commit: String
    ) throws(ManifestSourceError) -> [TreeEntry] {
        let source = "branch '\(address.branch)' of \(address.displayURL) at \(commit.prefix(12))"
        let entries = entries.filter { !$0.isFolder }
        guard !entries.isEmpty else {
            throw ManifestSourceError(
                "\(source) has nothing in \(address.displayFolder); check spec.source.git.path")
        }
        // Only the path below the folder counts: the folder's own name may start with a dot.
        let prefix = address.path.isEmpty ? 0 : address.path.utf8.count + 1
        let visible = entries.filter { !FileSelection.isHidden(Substring($0.path.utf8.dropFirst(prefix))) }
        for entry in visible {
            if let reason = refusal(of: entry) { throw ManifestSourceError("\(source): \(reason)") }
        }
        let manifests = visible.filter { FileSelection.isManifest($0.path) }
        guard !manifests.isEmpty else { throw FileSelection.noManifest(in: "\(address.displayFolder) of \(source)") }
        try FileSelection.check(
            count: manifests.count, bytes: manifests.reduce(0) { $0 + ($1.size ?? 0) },
            in: "\(address.displayFolder) of \(source)")
        return manifests
    }

    private static func refusal(of entry: TreeEntry) -> String? {
        let path = printable(entry.path)
        let remedy = "replace it with the files themselves, or set spec.source.git.path to a folder without it"
        switch entry.mode {
        case "120000": return "\(path) is a symbolic link, which Roster does not follow; \(remedy)"
        case "160000": return "\(path) is a submodule, which Roster does not read; \(remedy)"
        default:
            let isTooLarge = entry.size ?? .max > FileSelection.maximumBytes
            return isTooLarge && FileSelection.isManifest(entry.path)
                ? FileSelection.tooLarge(path).description : nil
        }
    }
}
