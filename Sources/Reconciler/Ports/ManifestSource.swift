import Manifests
import Model

/// Where manifests come from: the seam to a folder or a repository.
package protocol ManifestSource: Sendable {
    /// Reads every manifest file anew, all of one version.
    ///
    /// - Throws: when anything could not be read whole: a part of the manifests is never an answer.
    func read() async throws(ManifestSourceError) -> ManifestSet

    /// The version that ``read()`` would give now, where that is cheaper to learn; nil where it isn't.
    func currentVersion() async throws(ManifestSourceError) -> String?

    /// How often ``currentVersion()`` is worth asking; nil for never.
    var pollInterval: Duration? { get }
}

/// The manifest files of one version.
package struct ManifestSet: Equatable, Sendable {
    /// In order of their paths; never empty.
    package let files: [ManifestFile]
    /// The commit, where there is one.
    package let version: String?

    /// Files that belong together.
    package init(files: [ManifestFile], version: String?) {
        self.files = files
        self.version = version
    }
}

/// Why manifests could not be read: what failed, where, and the way out, in one sentence.
package struct ManifestSourceError: Error, Equatable, CustomStringConvertible {
    package let description: String

    /// A reason in one sentence.
    package init(_ description: String) { self.description = description }
}
