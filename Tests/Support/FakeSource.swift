import Manifests
import Reconciler

/// Manifests that can be changed or made unreachable.
package actor FakeSource: ManifestSource {
    private var text: String?
    private var version: String?
    private var onLook: (@Sendable (Int) async throws -> Void)?
    /// How often the version was asked for.
    package private(set) var looks = 0
    /// How often the manifests were read.
    package private(set) var reads = 0
    package nonisolated let pollInterval: Duration?

    package init(_ text: String, version: String? = nil, pollInterval: Duration? = nil) {
        self.text = text
        self.version = version
        self.pollInterval = pollInterval
    }

    package func set(_ text: String?, version: String? = nil) {
        self.text = text
        self.version = version
    }

    /// Calls back each time the version is asked for, with how often it was: a run does that at the start of each
    /// burst.
    package func onLook(_ callback: @escaping @Sendable (Int) async throws -> Void) { onLook = callback }

    package func read() throws(ManifestSourceError) -> ManifestSet {
        reads += 1
        guard let text else { throw ManifestSourceError("unreachable") }
        return ManifestSet(files: [ManifestFile(path: "web.yaml", bytes: Array(text.utf8))], version: version)
    }

    package func currentVersion() async throws(ManifestSourceError) -> String? {
        looks += 1
        do {
            try await onLook?(looks)
        } catch {
            throw ManifestSourceError("\(error)")
        }
        return version
    }
}

/// A manifest of `web`.
package func manifest(_ active: String, more: String = "") -> String {
    """
    apiVersion: roster/v1
    kind: TaskDefinitionFamily
    metadata: {name: web}
    spec: {active: \(active)\(more)}
    """
}
