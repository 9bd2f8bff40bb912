import ECSWire
import Foundation
import Model
import Testing

@testable import AWSAdapters
@testable import AWSClient

/// What nothing else would tell whoever adds a source.
@Suite struct NewSourceTests {
    @Test("every call of every source has a quota of its own, and not the cautious default")
    func callsHaveQuotas() {
        for call in AccountReferences.catalog.flatMap(\.calls) {
            let quota = RequestQuota(of: call.operation, in: call.service)
            #expect(
                quota.name != "others" || call.service == .ecs,
                "\(call.action): add its rate to Sources/AWSClient/RateLimiting/RequestQuota.swift")
        }
    }

    @Test("every operation that a source calls on ECS is one of ECS's rate groups")
    func callsOfECSHaveGroups() {
        for call in AccountReferences.catalog.flatMap(\.calls) where call.service == .ecs {
            #expect(RateGroup(operation: call.operation) != nil, "\(call.action)")
        }
    }

    @Test("every source outside ECS has tests of its own")
    func adaptersHaveTests() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        // Those of the reader of all sources name every source, and prove little about each.
        let tests = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix("Tests.swift") }
            .filter { !$0.lastPathComponent.hasPrefix("AccountReferences") && $0.path != #filePath }
            .map { try String(contentsOf: $0, encoding: .utf8) }
        for adapter in AccountReferences.outsideECS {
            let key = adapter.description.name.rawValue
            #expect(
                tests.contains { $0.contains(".\(key)") || $0.contains("\(adapter).self") },
                "\(key): write a suite over ScriptedAWS in Tests/AWSAdaptersTests")
        }
    }
}
