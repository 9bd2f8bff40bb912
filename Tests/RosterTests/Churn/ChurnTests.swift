import Foundation
import Manifests
import Model
import Planning
import Reconciler
import TestSupport
import Testing

@testable import roster

/// Plans of an account in which things come and go all the time.
@Suite struct ChurnTests {
    @Test(
        "a hundred plans while clusters, services and tasks come and go are all complete", arguments: [1] as [UInt64])
    func isAlwaysComplete(seed: UInt64) async throws {
        let churn = try Churn(seed: seed)
        try await churn.begin()
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: roster/v1
            kind: TaskDefinitionFamily
            metadata: {name: web}
            spec: {active: [{latest: 1}]}
            """, to: "web.yaml")
        var configuration = Configuration()
        configuration.source = .directory(folder.path)
        configuration.guardrails.minimumAge = .zero
        let assembly = try Assembly(
            configuration, session: try churn.watched(), environment: [:], time: churn.clock.time)
        for number in 1...100 {
            let plan = try await assembly.reconciler.plan().plan
            #expect(plan.coverage.isComplete, "plan \(number) of seed \(seed): \(plan.coverage.failures)")
            #expect(!plan.removals.contains { $0.id.description == "web:1" }, "it is in use")
        }
        #expect(await churn.vanished > 10, "too little was gone before it was read")
        withExtendedLifetime(folder) {}
    }
}
