import Foundation
import Model
import Planning
import Reconciler
import TestSupport
import Testing

/// Manifests that change while a run is on its way.
@Suite("Applying while manifests change") struct ApplierManifestsTests {
    struct ChangeCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        /// The revisions that are removed from the second burst on.
        let removed: [Int]
    }

    @Test(
        "what they say by then counts from the next burst on, as far as it keeps more",
        arguments: [
            ChangeCase(testDescription: "one more is declared", text: manifest("[3, 5]"), removed: [2, 4]),
            ChangeCase(
                testDescription: "one is protected", text: manifest("[5]", more: ", protect: [4]"), removed: [2, 3]),
            ChangeCase(
                testDescription: "they are only reported", text: manifest("[5]", more: ", prune: report"), removed: []),
            ChangeCase(
                testDescription: "the family's manifest is gone",
                text: manifest("[1]").replacing("name: web", with: "name: api"), removed: []),
            ChangeCase(
                testDescription: "less is declared", text: manifest("[]", more: ", retire: true"), removed: [2, 3, 4]),
            ChangeCase(testDescription: "a comment", text: manifest("[5]") + "\n# more", removed: [2, 3, 4]),
        ], [nil, "a"])
    func keepsMore(_ this: ChangeCase, version: String?) async throws {
        let bench = await Bench(version: version, burst: 1)
        await bench.atBurst(2) { await $0.source.set(this.text, version: version.map { $0 + "b" }) }
        let report = try await bench.apply()
        #expect(
            report.lines == ["web:1 removed"]
                + (2...4).map { "web:\($0) \(this.removed.contains($0) ? "removed" : "withheld")" })
        #expect(!report.hasErrors)
    }

    @Test("a version with the same files stops nothing, and is looked at once")
    func ignoresOtherCommits() async throws {
        let bench = await Bench(version: "a", burst: 1)
        await bench.atEachBurst { bench in
            let number = await bench.source.looks
            await bench.source.set(manifest("[5]"), version: number == 4 ? "3" : "\(number)")
        }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4 && !report.hasErrors)
        #expect(await bench.source.reads == 4, "the plan's, and one for each new version")
    }

    struct EndCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String?
        let reason: String
    }

    @Test(
        "what cannot be used ends the run before the next burst, with the reason",
        arguments: [
            EndCase(
                testDescription: "a mistake", text: manifest("[0]"),
                reason: "web.yaml:4:17: 0 is not a revision"),
            EndCase(testDescription: "unreachable", text: nil, reason: "unreachable"),
        ])
    func endsTheRun(_ this: EndCase) async throws {
        let bench = await Bench(version: "a", burst: 2)
        await bench.atBurst(2) { await $0.source.set(this.text, version: "b") }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 notAttempted", "web:4 notAttempted"])
        guard case .notAttempted(.manifestsUnusable(let reason)) = report.outcomes[2].outcome else {
            Issue.record("\(report.outcomes[2].outcome)")
            return
        }
        #expect(reason.contains(this.reason), "\(reason)")
        #expect(report.hasErrors && report.refusals.isEmpty)
        #expect(await bench.registry.count("newest") == 1)
        #expect(await bench.references.readings == 3)
    }
}
