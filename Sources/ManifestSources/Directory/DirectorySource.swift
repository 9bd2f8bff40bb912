import Manifests
import Model
import Reconciler

/// Reads the manifests in a folder and everywhere below it, or a single manifest file.
///
/// File paths start with the given path. Hidden files and folders, whose names start with a dot, are skipped. A
/// symbolic link is followed if its target is below the folder, so that the volumes into which Kubernetes mounts a
/// ConfigMap work; any other link is an error. Reads block, because a folder of manifests is small and local.
package struct DirectorySource: ManifestSource {
    /// As the user gave it.
    package let path: String

    /// Takes a folder, or one `*.yaml` or `*.yml` file, which is not accessed before ``read()``.
    package init(_ path: String) { self.path = path }

    /// Always nil: nothing is cheaper than reading.
    package var pollInterval: Duration? { nil }

    /// Always nil: a folder has no version.
    package func currentVersion() async throws(ManifestSourceError) -> String? { nil }

    /// Reads every manifest below the folder.
    ///
    /// - Throws: if the folder is missing or has no manifest; if anything below it cannot be read, leads out of the
    ///   folder or makes a cycle; and if a manifest is larger than 4 MiB or not a regular file.
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
    /// The real path of the folder; links that lead out of it are refused.
    let root: String
    var files: [ManifestFile] = []
    /// The display paths of the folders visited so far, by real path.
    private var seen: [String: String] = [:]

    init(root: String) { self.root = root }

    /// Reads a folder and all folders below it.
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

    /// Resolves a link.
    /// - Throws: if the target is not below the root.
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
