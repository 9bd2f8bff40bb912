import Manifests
import Model
import Reconciler
import SwiftExtensions

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
    ///   folder or makes a cycle; if a manifest is larger than 4 MiB or not a regular file; and if there are more than
    ///   10,000, or they have more than 64 MiB.
    package func read() async throws(ManifestSourceError) -> ManifestSet {
        let raw = RawPath(path)
        switch try fileKind(at: raw, displayPath: path) {
        case .folder:
            var walk = FolderWalk(root: try realPath(raw, displayPath: path), displayPath: path)
            try walk.visit(walk.root, displayPath: path)
            guard !walk.files.isEmpty else { throw FileSelection.noManifest(in: path) }
            return FileSelection.manifestSet(of: walk.files, version: nil)
        case .regular where FileSelection.isManifest(path):
            let bytes = try readManifest(try realPath(raw, displayPath: path), displayPath: path)
            return ManifestSet(files: [ManifestFile(path: path, bytes: bytes)], version: nil)
        case .regular, .other:
            throw ManifestSourceError("\(path) is neither a folder nor a *.yaml or *.yml file; name one or the other")
        }
    }
}

/// One pass over a folder.
private struct FolderWalk {
    /// The real path of the folder; links that lead out of it are refused.
    let root: RawPath
    private let displayPath: String
    private(set) var files: [ManifestFile] = []
    private var bytes = 0
    /// The display paths of the folders visited so far, by real path.
    private var seen: [RawPath: String] = [:]

    init(root: RawPath, displayPath: String) {
        self.root = root
        self.displayPath = displayPath
    }

    /// Reads a folder and all folders below it.
    mutating func visit(_ folder: RawPath, displayPath: String) throws(ManifestSourceError) {
        if let other = seen.updateValue(displayPath, forKey: folder) {
            throw ManifestSourceError(
                "\(displayPath) and \(other) are the same folder, through a symbolic link; remove the link")
        }
        for entry in try fileNames(in: folder, displayPath: displayPath) {
            let name = String(fileName: entry)
            if FileSelection.isHidden(name) { continue }
            let path = folder.appending(entry)
            let entryPath = FileSelection.join(displayPath, name)
            let kind = try fileKind(at: path, displayPath: entryPath)
            guard kind == .folder || FileSelection.isManifest(name) else { continue }
            let target = isSymbolicLink(path) ? try follow(path, displayPath: entryPath) : path
            if kind == .folder {
                try visit(target, displayPath: entryPath)
            } else {
                try add(ManifestFile(path: entryPath, bytes: try readManifest(target, displayPath: entryPath)))
            }
        }
    }

    private mutating func add(_ file: ManifestFile) throws(ManifestSourceError) {
        files.append(file)
        bytes += file.bytes.count
        try FileSelection.check(count: files.count, bytes: bytes, in: displayPath)
    }

    /// Resolves a link.
    /// - Throws: if the target is not below the root.
    private func follow(_ link: RawPath, displayPath: String) throws(ManifestSourceError) -> RawPath {
        let target = try realPath(link, displayPath: displayPath)
        guard target.isWithin(root) else {
            throw ManifestSourceError(
                "\(displayPath) is a symbolic link out of the folder, which Roster does not follow; "
                    + "replace it with what it links to"
            )
        }
        return target
    }
}
