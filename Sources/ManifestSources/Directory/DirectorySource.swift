import Manifests
import Model
import Reconciler

/// The manifests of a folder and of every folder below it, or a single manifest file.
///
/// Files are named by the path that was given, joined with the way below it. What is hidden (a name that
/// starts with a dot) is skipped. A symbolic link is followed as long as it stays below the folder, so that
/// the volumes into which Kubernetes mounts a ConfigMap work; any other is an error. Reads block: a folder
/// of manifests is small and near.
package struct DirectorySource: ManifestSource {
    /// As the user gave it.
    package let path: String

    /// Names a folder, or one `*.yaml` or `*.yml` file. Nothing is looked at before ``read()``.
    package init(_ path: String) { self.path = path }

    /// There is nothing cheaper than reading.
    package var pollInterval: Duration? { nil }

    /// Always nil: a folder has no version.
    package func currentVersion() async throws(ManifestSourceError) -> String? { nil }

    /// Reads every manifest below the folder.
    ///
    /// - Throws: when the folder is missing or has no manifest, and when any file or folder below it cannot
    ///   be read, is larger than 4 MiB or no regular file, leads out of the folder, or makes a circle.
    package func read() async throws(ManifestSourceError) -> ManifestSet {
        switch try fileKind(at: path, displayPath: path) {
        case .folder:
            var walk = FolderWalk(root: try realPath(path, displayPath: path))
            try walk.visit(walk.root, displayPath: path)
            guard !walk.files.isEmpty else { throw FileSelection.noManifest(in: path) }
            return FileSelection.manifestSet(of: walk.files, version: nil)
        case .regular where FileSelection.isManifest(path):
            let bytes = try readManifest(try realPath(path, displayPath: path), displayPath: path)
            return ManifestSet(files: [ManifestFile(path: path, bytes: bytes)], version: nil)
        case .regular, .other:
            throw ManifestSourceError("\(path) is neither a folder nor a *.yaml or *.yml file; name one or the other")
        }
    }
}

/// One pass over a folder.
private struct FolderWalk {
    /// Without links: what lies outside it is refused.
    let root: String
    var files: [ManifestFile] = []
    /// The folders read so far, by their real paths, as they were called.
    private var seen: [String: String] = [:]

    init(root: String) { self.root = root }

    /// Reads a folder and those below it.
    mutating func visit(_ folder: String, displayPath: String) throws(ManifestSourceError) {
        if let other = seen.updateValue(displayPath, forKey: folder) {
            throw ManifestSourceError(
                "\(displayPath) and \(other) are the same folder, through a symbolic link; remove the link")
        }
        for entry in try fileNames(in: folder, displayPath: displayPath).sorted() where !FileSelection.isHidden(entry) {
            let path = FileSelection.join(folder, entry)
            let entryPath = FileSelection.join(displayPath, entry)
            let kind = try fileKind(at: path, displayPath: entryPath)
            guard kind == .folder || FileSelection.isManifest(entry) else { continue }
            let target = isSymbolicLink(path) ? try follow(path, displayPath: entryPath) : path
            if kind == .folder {
                try visit(target, displayPath: entryPath)
            } else {
                files.append(ManifestFile(path: entryPath, bytes: try readManifest(target, displayPath: entryPath)))
            }
        }
    }

    /// Where a link leads.
    /// - Throws: when that is not below the root.
    private func follow(_ link: String, displayPath: String) throws(ManifestSourceError) -> String {
        let target = try realPath(link, displayPath: displayPath)
        guard target == root || target.hasPrefix(FileSelection.join(root, "")) else {
            throw ManifestSourceError(
                "\(displayPath) is a symbolic link out of the folder, which Roster does not follow; "
                    + "replace it with what it links to"
            )
        }
        return target
    }
}
