import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import TestSupport
import Testing

@testable import AWSAdapters

/// Which registry has which sources, and what a waiver does.
@Suite struct AccountReferencesTests {
    /// An account in which there is nothing.
    private func empty() -> ScriptedAWS {
        let aws = ScriptedAWS()
        let replies = [
            "ListClusters": "clusterArns", "ListEventBuses": "EventBuses", "ListRules": "Rules",
            "ListSchedules": "Schedules", "ListPipes": "Pipes", "ListStateMachines": "stateMachines",
            "ListApplications": "applications", "ListDeployments": "deployments",
        ]
        for (operation, list) in replies { aws.on(operation, .json(#"{"\#(list)": []}"#)) }
        aws.on("ListEventBuses", .json(#"{"EventBuses": [{"Name": "default"}]}"#))
        return aws
    }

    private func read(
        _ aws: ScriptedAWS, _ registry: RegistrySettings,
        _ policies: [ReferenceSource: ReferencePolicy] = [:]
    ) async throws -> Coverage {
        var configuration = Configuration()
        configuration.registry = registry
        configuration.references = policies
        let references = try AccountReferences(aws.session(), configuration, time: .stopped(at: noon))
        let coverage = await references.read(references.sources, of: nil).coverage
        #expect(Set(coverage.readings.map(\.source)) == references.sources)
        return coverage
    }

    @Test(
        "the embedded registry has what ECS itself holds, in process and at a URL",
        arguments: [
            RegistrySettings.embedded(database: "r.db"), .embeddedAt(url: "http://127.0.0.1:8000"),
        ])
    func embedded(registry: RegistrySettings) async throws {
        let waiver = [
            ReferenceSource.pipes: ReferencePolicy.waived(reason: "none", at: Model.SourceLocation(file: "roster.yaml"))
        ]
        let coverage = try await read(empty(), registry, waiver)
        #expect(Set(coverage.readings.map(\.source)) == Set(ECSReferences.descriptions.map(\.name)))
        #expect(coverage.isComplete)
    }

    @Test("an account has every source of the catalog")
    func account() async throws {
        let coverage = try await read(empty(), .aws(AWSSettings()))
        #expect(Set(coverage.readings.map(\.source)) == Set(ReferenceSource.allCases))
        #expect(coverage.isComplete, "\(coverage.failures)")
        #expect(AccountReferences.catalog.map(\.name) == ReferenceSource.allCases)
    }

    @Test("what was read for some families alone counts what may use one of them, however much more was read")
    func countsForFamilies() async throws {
        let references = try ["web:1", "cron", "etl:2"].map { text in
            Reference(.task, text, uses: try #require(TaskDefinitionName(text)), readAt: noon)
        }
        let opaque = Reference(.pipe, "p", uses: .opaque(nil, .computed("$.task")), readAt: noon)
        let families = Set([try Family("cron"), try Family("etl"), try Family("other")])
        let description = try #require(AccountReferences.catalog.first { $0.name == .tasks })
        let reading = await ReferenceReading(
            description, of: families, since: moment(noon), try empty().session(), .stopped(at: noon)
        ) { (references + [opaque], [:]) }
        #expect(reading.references.count == 4)
        #expect(
            reading.coverage.readings == [
                SourceReading(.tasks, .complete(readAt: noon, references: 3, of: families))
            ])
    }

    @Test("a source that is waived is not asked, and the reason is in the coverage")
    func waived() async throws {
        let aws = empty()
        let coverage = try await read(
            aws, .aws(AWSSettings()),
            [
                .scheduler: .waived(reason: "no schedules here", at: Model.SourceLocation(file: "roster.yaml")),
                .eventBridge: .waived(reason: "no rules", at: Model.SourceLocation(file: "roster.yaml")),
                .pipes: .required,
            ])
        let states = Dictionary(uniqueKeysWithValues: coverage.readings.map { ($0.source, $0.state) })
        #expect(
            states[.scheduler] == .waived(reason: "no schedules here", at: Model.SourceLocation(file: "roster.yaml")))
        #expect(states[.eventBridge] == .waived(reason: "no rules", at: Model.SourceLocation(file: "roster.yaml")))
        #expect(states[.pipes] == .complete(readAt: noon, references: 0))
        #expect(!aws.operations.contains("ListSchedules") && !aws.operations.contains("ListEventBuses"))
        #expect(aws.operations.contains("ListPipes"))
    }

    @Test(
        "where a service is not there at all, the sentence says how to waive it",
        arguments: [
            (ScriptedAWS.Reply.error("UnknownOperationException"), true), (.answer(404, "<html>"), true),
            (.answer(501, ""), true), (.error("AccessDeniedException"), false), (.drops, false),
            (.json("{}"), false),
        ])
    func unknown(reply: ScriptedAWS.Reply, tells: Bool) async throws {
        let ecs: Set<ReferenceSource> = [.services, .serviceDeployments, .tasks]
        let aws = empty()
        for operation in ["ListClusters", "ListEventBuses", "ListPipes", "ListStateMachines", "ListDeployments"] {
            aws.on(operation, reply)
        }
        let coverage = try await read(aws, .aws(AWSSettings()))
        for reading in coverage.failures {
            guard case .failed(.call(let reason)) = reading.state else { continue }
            let way = #"waive it in the configuration: spec.references.\#(reading.source.rawValue): {waived: "why"}"#
            #expect(reason.hasSuffix(way) == (tells && !ecs.contains(reading.source)), "\(reason)")
        }
        #expect(Set(coverage.failures.map(\.source)) == ecs.union([.eventBridge, .pipes, .stepFunctions, .codeDeploy]))
    }
}
