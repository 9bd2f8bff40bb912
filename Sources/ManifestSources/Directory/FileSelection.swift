import Manifests
import Model
import Reconciler

/// Which files below a folder are manifests: the same rule for a folder and for a commit.
enum FileSelection {
    /// The largest manifest file, in bytes; the parser has the same limit.
    static let maximumBytes = 4 << 20

    /// Whether a file's last path component makes it a manifest.
    static func isManifest(_ name: some StringProtocol) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    /// Whether any component starts with a dot: `.git`, an editor's lock, the `..data` of a Kubernetes volume.
    static func isHidden(_ path: some StringProtocol) -> Bool {
        path.split(separator: "/").contains { $0.first == "." }
    }

    /// A path below a folder, written with the folder as the user gave it.
    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// What diagnostics and people see of a file that is too big.
    static func tooLarge(_ path: String) -> ManifestSourceError {
        ManifestSourceError("\(path) is larger than 4 MiB, the limit for a manifest; split it into several files")
    }

    /// Nothing to read: a wrong folder must not look like one that declares nothing.
    static func noManifest(in place: String) -> ManifestSourceError {
        ManifestSourceError(
            "\(place) has no manifest: no *.yaml or *.yml file anywhere below it; check that it is the right folder")
    }

    /// The files as a set, in order of their paths.
    static func manifestSet(of files: [ManifestFile], version: String?) -> ManifestSet {
        ManifestSet(files: files.sorted { $0.path < $1.path }, version: version)
    }
}
