import Manifests
import Model

/// A source of manifests: the port to a folder or a repository.
package protocol ManifestSource: Sendable {
    /// Reads every manifest file anew, all from one version.
    ///
    /// - Throws: if anything could not be read: an incomplete set is never returned.
    func read() async throws(ManifestSourceError) -> ManifestSet

    /// The version that ``read()`` would return now, if that is cheaper to find out; otherwise nil.
    func currentVersion() async throws(ManifestSourceError) -> String?

    /// How often ``currentVersion()`` is worth calling; nil for never.
    var pollInterval: Duration? { get }
}

extension ManifestSource {
    /// The manifests as they are now: the same value, at the cost of a look at the version, if that is the same.
    func latest(after known: ManifestSet) async throws(ManifestSourceError) -> ManifestSet {
        if let version = try await currentVersion(), version == known.version { return known }
        return try await read()
    }
}

/// The manifest files of one version.
package struct ManifestSet: Equatable, Sendable {
    /// Sorted by path; never empty.
    package let files: [ManifestFile]
    /// The commit, if any.
    package let version: String?

    package init(files: [ManifestFile], version: String?) {
        self.files = files
        self.version = version
    }
}

/// Why manifests could not be read: what failed, where, and the remedy, in one sentence.
package struct ManifestSourceError: Error, Equatable, CustomStringConvertible {
    package let description: String

    /// A reason in one sentence.
    package init(_ description: String) { self.description = description }
}
