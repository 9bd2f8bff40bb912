import Manifests
import Model
import Reconciler

/// Decides which files below a folder are manifests, both in a file system and in a commit.
enum FileSelection {
    /// The largest manifest file, in bytes; the parser has the same limit.
    static let maximumBytes = 4 << 20

    /// The largest number of manifests.
    static let maximumCount = 10_000
    /// The largest sum of all manifests, in bytes. One that several names share counts for each of them.
    static let maximumTotalBytes = 64 << 20

    /// Whether a file's last path component makes it a manifest.
    static func isManifest(_ name: some StringProtocol) -> Bool {
        // By bytes: an accent after the last letter is not part of it.
        [".yaml", ".yml"].contains { name.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    /// Whether any component starts with a dot: `.git`, an editor's lock, the `..data` of a Kubernetes volume.
    static func isHidden(_ path: some StringProtocol) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.first == UInt8(ascii: ".") }
    }

    /// Joins a folder's path, as the user gave it, and a path below it.
    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The error for a manifest file that is too large.
    static func tooLarge(_ path: String) -> ManifestSourceError {
        ManifestSourceError("\(path) is larger than 4 MiB, the limit for a manifest; split it into several files")
    }

    /// Checks the limits on all manifests together.
    ///
    /// - Parameter folder: for the message.
    static func check(count: Int, bytes: Int, in folder: String) throws(ManifestSourceError) {
        guard count <= maximumCount else {
            throw ManifestSourceError(
                "\(folder) has more than \(maximumCount) manifests, the limit; put several into one file, or name a "
                    + "folder with fewer")
        }
        guard bytes <= maximumTotalBytes else {
            throw ManifestSourceError(
                "the manifests in \(folder) have more than 64 MiB together, the limit; name a folder with fewer")
        }
    }

    /// The error for a folder without manifests: a wrong folder must not look like one that declares nothing.
    static func noManifest(in folder: String) -> ManifestSourceError {
        ManifestSourceError(
            "\(folder) has no manifest: no *.yaml or *.yml file anywhere below it; check that it is the right folder")
    }

    /// A set of files, sorted by path.
    static func manifestSet(of files: [ManifestFile], version: String?) -> ManifestSet {
        ManifestSet(files: files.sorted { $0.path < $1.path }, version: version)
    }
}
