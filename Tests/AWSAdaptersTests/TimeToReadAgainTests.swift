import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSAdapters

/// How long a reading would take during a run, when the burst of the first one is used up.
@Suite("The time to read a source again") struct TimeToReadAgainTests {
    private static let account = "https://aws.eu-west-1.amazonaws.com"

    /// So many state machines, each without aliases and executions.
    private func machines(_ count: Int) -> ScriptedAWS {
        let aws = ScriptedAWS()
        let machines = (1...count).map { number in
            """
            {"stateMachineArn":"arn:aws:states:eu-west-1:123456789012:stateMachine:m\(number)","name":"m\(number)",
             "type":"STANDARD","creationDate":1.5}
            """
        }
        aws.on("ListStateMachines", .json(#"{"stateMachines":[\#(machines.joined(separator: ","))]}"#))
        aws.on("DescribeStateMachine", .json(#"{"status":"ACTIVE","definition":"{\"States\":{}}"}"#))
        aws.on("ListStateMachineAliases", .json(#"{"stateMachineAliases":[]}"#))
        aws.on("ListExecutions", .json(#"{"executions":[]}"#))
        return aws
    }

    private func again(_ reading: ReferenceReading) -> Double? {
        guard case .complete(_, let took, let again, _, _)? = reading.coverage.readings.first?.state else { return nil }
        #expect(took == .zero, "no time passes")
        return again / .seconds(1)
    }

    @Test("state machines' aliases are listed at one a second", arguments: [62, 80])
    func countsTheSlowestBucket(count: Int) async throws {
        let session = try machines(count).session(at: Self.account)
        let own = session.countingSeparately()
        let reader = SourceReader(try StateMachines(session: own), own, .stopped(at: noon))
        let seconds = try #require(again(await reader.read()))
        #expect(abs(seconds - Double(count) / 0.9) < 0.01)
    }

    @Test("the plan of an account with so many state machines warns, if their readings may not be that old")
    func warns() async throws {
        let session = try machines(62).session(at: Self.account)
        let reading = await SourceReader(
            try StateMachines(session: session), session, .stopped(at: noon)
        ).read()
        let coverage = Coverage(covered.readings + reading.coverage.readings)
        let desired = web(.latest(1))
        // It takes 68.9 s, and a burst needs up to 30 s after it.
        for (age, isSlow) in [(68, true), (98, true), (99, false), (900, false)] {
            var policy = uncappedPolicy()
            policy.referenceMaximumAge = .seconds(age)
            let plan = plan(desired, against: Snapshot(["web": [1, 2]], coverage: coverage), under: policy, at: noon)
            #expect((Guardrails(desired, policy).slowEvidence(of: plan)?.source == .stepFunctions) == isSlow)
        }
    }

    @Test("sixty state machines with executions that can be redriven are read within their age at AWS's rates")
    func readsRedrivable() async throws {
        let aws = machines(60)
        for status in ["FAILED", "TIMED_OUT"] {
            for number in 1...60 {
                let execution = "arn:aws:states:eu-west-1:123456789012:execution:m\(number):\(status)"
                let (began, ended) = (noon.timeIntervalSince1970 - 86400, noon.timeIntervalSince1970 - 3600)
                aws.on(
                    "ListExecutions", #":m\#(number)","statusFilter":"\#(status)""#,
                    .json(
                        #"{"executions":[{"executionArn":"\#(execution)","startDate":\#(began),"stopDate":\#(ended)}]}"#
                    ))
            }
        }
        let run = #"{\"Resource\":\"arn:aws:states:::ecs:runTask\",\"Parameters\":{\"TaskDefinition\":\"web:3\"}}"#
        aws.on(
            "DescribeStateMachineForExecution",
            .json(#"{"definition":"{\"States\":{\"Run\":\#(run)}}","updateDate":1}"#))
        let clock = SettableClock(at: noon)
        let session = try aws.session(at: Self.account, time: clock.time)
        let source = SourceReader(try StateMachines(session, Configuration()), session, clock.time)
        for number in 1...2 {
            let began = clock.now
            let reading = await source.read()
            #expect(reading.coverage.failures == [] && reading.references.count == 60)
            // Three hundred lists at 1.8 a second; waits that would be side by side are added here.
            let took = clock.now.timeIntervalSince(began)
            #expect(took > 60 && took < 500, "reading \(number) took \(took) s")
            #expect(aws.operations.count { $0 == "DescribeStateMachineForExecution" } == 60, "once for each definition")
        }
    }

    @Test("on this machine there are no rates")
    func knowsNoRates() async throws {
        let session = try machines(62).session()
        let reading = await SourceReader(try StateMachines(session: session), session, .stopped(at: noon)).read()
        #expect(again(reading) == 0)
    }

    @Test("the deployments of services that have not changed are not listed again", arguments: [true, false])
    func countsOnlyWhatIsRepeated(isSettled: Bool) async throws {
        let aws = ScriptedAWS()
        let names = (1...40).map { #""s\#($0)""# }
        aws.on("ListClusters", .json(#"{"clusterArns":["a"]}"#))
        aws.on("ListServices", .json(#"{"serviceArns":[\#(names.joined(separator: ","))]}"#))
        for batch in 0..<4 {
            let services = names[batch * 10..<batch * 10 + 10].map { name in
                """
                {"serviceArn":\(name),"clusterArn":"a","status":"ACTIVE","taskDefinition":"web:3",
                 "deployments":[{"id":"1","status":"PRIMARY","taskDefinition":"web:3","rolloutState":"COMPLETED"}]}
                """
            }
            aws.on(
                "DescribeServices", "[\(names[batch * 10])",
                .json(#"{"services":[\#(services.joined(separator: ","))]}"#))
        }
        let underWay = isSettled ? "" : #"{"serviceDeploymentArn":"d","status":"IN_PROGRESS"}"#
        aws.on("ListServiceDeployments", .json(#"{"serviceDeployments":[\#(underWay)]}"#))
        aws.on(
            "DescribeServiceDeployments",
            .json(#"{"serviceDeployments":[{"serviceDeploymentArn":"d","targetServiceRevision":{"arn":"r"}}]}"#))
        aws.on(
            "DescribeServiceRevisions",
            .json(#"{"serviceRevisions":[{"serviceRevisionArn":"r","taskDefinition":"web:3"}]}"#))
        aws.on("ListTasks", .json(#"{"taskArns":[]}"#))
        let reading = await (try ECSReferences(aws.session(at: Self.account), time: .stopped(at: noon))).read(of: nil)
        guard case .complete(_, _, let again, _, _)? = reading.coverage[.serviceDeployments]?.state else {
            Issue.record("\(reading.coverage)")
            return
        }
        guard case .complete(_, _, let services, _, _)? = reading.coverage[.services]?.state else {
            Issue.record("\(reading.coverage)")
            return
        }
        // One list and four batches, at eighteen a second.
        #expect(abs(services / .seconds(1) - 5.0 / 18) < 0.001, "\(services)")
        // 40 lists, and as many deployments that are described in batches, at eighteen a second.
        #expect((again / .seconds(1) > 2) == !isSettled, "\(again)")
        // They are read after the services, from whose beginning on they age.
        let own = (again - services) / .seconds(1)
        #expect(isSettled ? abs(own) < 0.001 : own > 40.0 / 18, "\(own)")
    }
}
