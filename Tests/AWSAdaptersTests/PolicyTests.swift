import ECSWire
import Foundation
import Model
import Testing

@testable import AWSAdapters

/// `deploy/iam` says of each source what the source says of itself.
@Suite struct PolicyTests {
    private struct Policy: Decodable {
        let Version: String
        let Statement: [Entry]

        struct Entry: Decodable {
            let Sid: String
            let Effect: String
            let Action: [String]
        }
    }

    /// The actions of a policy by the statement that allows them.
    private func actions(_ name: String) throws -> [String: [String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let policy = try JSONDecoder().decode(
            Policy.self, from: Data(contentsOf: root.appending(path: "deploy/iam/\(name).json")))
        #expect(policy.Version == "2012-10-17")
        #expect(policy.Statement.allSatisfy { $0.Effect == "Allow" })
        return Dictionary(uniqueKeysWithValues: policy.Statement.map { ($0.Sid, $0.Action) })
    }

    @Test(arguments: ["read", "apply"])
    func everySourceHasItsStatement(name: String) throws {
        var statements = try actions(name)
        for source in AccountReferences.catalog {
            let key = source.name.rawValue
            let sid = key.prefix(1).uppercased() + key.dropFirst()
            #expect(statements.removeValue(forKey: sid) == source.calls.map(\.action).sorted(), "\(sid)")
        }
        // The registry's own.
        #expect(
            statements.removeValue(forKey: "TaskDefinitions") == [
                "ecs:\(ECS.DescribeTaskDefinition.name)", "ecs:\(ECS.ListTaskDefinitions.name)",
            ])
        let rest = name == "apply" ? ["Deregister": ["ecs:\(ECS.DeregisterTaskDefinition.name)"]] : [:]
        #expect(statements == rest)
    }
}
