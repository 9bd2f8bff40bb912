import AWSWire
import ECSWire
import Foundation
import GRDB
import TestSupport
import Testing

@testable import EmbeddedRegistry

/// A database of an earlier version is migrated without losing anything.
@Suite struct MigrationTests {
    private static let arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1"
    private static let rows = """
        INSERT INTO families VALUES (1, '123456789012/us-east-1', 'web', 1, 1750000000000);
        INSERT INTO contents VALUES (1, CAST('{"family":"web","containerDefinitions":[{"name":"app"}]}' AS BLOB));
        INSERT INTO revisions VALUES (1, 1, 'INACTIVE', 1750000000000, 1750000000001, NULL, 1);
        INSERT INTO clusters VALUES
            (1, '123456789012/us-east-1', 'default', CAST('{"clusterName":"default","status":"ACTIVE"}' AS BLOB));
        INSERT INTO services VALUES (1, 1, 's', 'EC2', 'REPLICA', NULL, CAST('{}' AS BLOB), CAST('{"serviceName":"s",
            "status":"ACTIVE","desiredCount":1,"runningCount":1,"taskDefinition":"\(arn)","deployments":
            [{"id":"ecs-svc/1","status":"PRIMARY","rolloutState":"COMPLETED","taskDefinition":"\(arn)"}]}' AS BLOB));
        INSERT INTO tasks VALUES (1, 1, 'up', 'web', 1, 'ecs-svc/1', 'EC2', 'RUNNING', NULL, NULL, NULL,
            CAST('{"taskArn":"arn:aws:ecs:us-east-1:123456789012:task/default/up","taskDefinitionArn":"\(arn)",
            "createdAt":1749999990.25,"lastStatus":"RUNNING"}' AS BLOB));
        INSERT INTO tasks VALUES (2, 1, 'down', 'web', NULL, NULL, 'EC2', 'STOPPED', 1749999999000, NULL, NULL,
            CAST('{"taskArn":"arn:aws:ecs:us-east-1:123456789012:task/default/down","taskDefinitionArn":"\(arn)",
            "createdAt":1749999000.5,"lastStatus":"STOPPED","stopCode":"UserInitiated"}' AS BLOB));
        """

    @Test func fromTheFirst() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "r.db").path
            let queue = try DatabaseQueue(path: file)
            try Schema.migrator.migrate(queue, upTo: "1: task definitions, clusters, services, tasks")
            try await queue.write { try $0.execute(sql: "PRAGMA application_id = 1381192786; " + Self.rows) }
            try queue.close()
            let registry = try TestRegistry(.file(file), taskStep: 1)
            let tasks = try #require(
                try await registry.call(ECS.DescribeTasks.self, #"{"tasks":["up","down"]}"#).tasks)
            #expect(tasks.map(\.lastStatus) == ["RUNNING", "STOPPED"])
            #expect(tasks.map(\.createdAt?.milliseconds) == [1_749_999_990_250, 1_749_999_000_500])
            #expect(tasks[1].stoppedAt?.milliseconds == 1_749_999_999_000)
            let service = try await registry.call(ECS.DescribeServices.self, #"{"services":["s"]}"#).services?.first
            #expect((service?.status, service?.runningCount) == ("ACTIVE", 1))
            // What uses a revision still protects it.
            try await registry.call(ECS.DeleteTaskDefinitions.self, #"{"taskDefinitions":["web:1"]}"#)
            registry.clock.advance(86_400)
            #expect(try await registry.revisions(#""status":"DELETE_IN_PROGRESS""#) == ["web:1"])
            try await registry.call(ECS.UpdateService.self, #"{"service":"s","desiredCount":2}"#)
            registry.clock.advance(3)
            let after = try await registry.call(ECS.DescribeServices.self, #"{"services":["s"]}"#).services?.first
            #expect(after?.runningCount == 2)
        }
    }
}
