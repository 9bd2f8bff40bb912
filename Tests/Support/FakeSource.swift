import Manifests
import Reconciler

/// Manifests that can be changed or made unreachable.
package actor FakeSource: ManifestSource {
    private var text: String?
    private var version: String?
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

    package func read() throws(ManifestSourceError) -> ManifestSet {
        guard let text else { throw ManifestSourceError("unreachable") }
        return ManifestSet(files: [ManifestFile(path: "web.yaml", bytes: Array(text.utf8))], version: version)
    }

    package func currentVersion() throws(ManifestSourceError) -> String? { version }
}

/// A manifest of `web`.
package func manifest(_ active: String) -> String {
    """
    apiVersion: roster/v1
    kind: TaskDefinitionFamily
    metadata: {name: web}
    spec: {active: \(active)}
    """
}
