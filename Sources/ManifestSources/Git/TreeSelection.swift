import Reconciler

/// Which entries of a commit are its manifests, and what makes a commit unfit.
enum TreeSelection {
    /// The manifests among everything that a commit has below the folder. What is hidden is skipped.
    ///
    /// - Throws: when there are none, when one is too big, and for a symbolic link or a submodule, whatever its
    ///   name: a folder of manifests may stand behind it, and it is not followed.
    static func manifests(
        among entries: [TreeEntry], of address: GitAddress, at commit: String
    ) throws(ManifestSourceError) -> [TreeEntry] {
        let place = "branch '\(address.branch)' of \(address.displayURL) at \(commit.prefix(12))"
        guard !entries.isEmpty else {
            throw ManifestSourceError(
                "\(place) has nothing in \(address.displayFolder); check spec.source.git.path")
        }
        // Only what lies below the folder is judged: the folder's own name may start with a dot.
        let prefix = address.path.isEmpty ? 0 : address.path.count + 1
        let visible = entries.filter { !FileSelection.isHidden($0.path.dropFirst(prefix)) }
        for entry in visible {
            if let reason = refusal(of: entry) { throw ManifestSourceError("\(place): \(reason)") }
        }
        let manifests = visible.filter { FileSelection.isManifest($0.path) }
        guard !manifests.isEmpty else { throw FileSelection.noManifest(in: "\(address.displayFolder) of \(place)") }
        return manifests
    }

    private static func refusal(of entry: TreeEntry) -> String? {
        let way = "replace it with the files themselves, or set spec.source.git.path to a folder without it"
        switch entry.mode {
        case "120000": return "\(entry.path) is a symbolic link, which Roster does not follow; \(way)"
        case "160000": return "\(entry.path) is a submodule, which Roster does not read; \(way)"
        default:
            let isTooLarge = entry.size ?? .max > FileSelection.maximumBytes
            return isTooLarge && FileSelection.isManifest(entry.path)
                ? FileSelection.tooLarge(entry.path).description : nil
        }
    }
}
