import Foundation
import Manifests
import Model
import Testing

@Test("deploy/roster.yaml has the defaults of every key")
func isTheDefaults() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let path = root.appending(path: "deploy/roster.yaml").path
    let bytes = try #require(FileManager.default.contents(atPath: path))
    var expected = Configuration()
    expected.name = "production"
    for source in ReferenceSource.allCases { expected.references[source] = .required }
    let sample = try parseConfiguration(ManifestFile(path: path, bytes: Array(bytes)))
    #expect(sample.pacing.burstLocation != nil)
    expected.pacing.burstLocation = sample.pacing.burstLocation
    #expect(sample == expected)
}
