import Foundation
import Model
import Planning
import Reconciler
import TestSupport
import Testing

@testable import AWSAdapters

/// What is read again, and what a thing that goes away while it is read leads to.
@Suite struct DescriptionCacheTests {
    private func account() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let aws = ScriptedAWS()
        return (aws, try ScriptedSource(name: .scheduler, aws.session(), Schedules.self))
    }

    private func uses(_ name: String, _ number: Int) -> String {
        "schedule arn:schedule/g/\(name) uses web:\(number) in eu-west-1"
    }

    @Test("what the list says is unchanged is not fetched again, and is dated anew")
    func remembers() async throws {
        let (aws, source) = try EventBridge.schedules()
        let first = await source.read()
        aws.forgetCalls()
        let second = await source.read(at: noon + 60)
        #expect(second.lines == first.lines && second.lines.count == 2)
        #expect(second.references.allSatisfy { $0.readAt == noon + 60 })
        #expect(aws.operations == ["ListSchedules", "ListSchedules"])
    }

    @Test(
        "what was changed, changed a moment ago, or has no one time of change is fetched again",
        arguments: [
            ("changed", noon - 86400, noon - 86400, noon - 3600),
            ("a moment ago", noon - 5, noon - 5, noon - 5),
            ("in the future", noon + 3600, noon + 3600, noon + 3600),
            ("the list is behind", noon - 86400, noon - 80000, noon - 86400),
            ("the list is ahead", noon - 80000, noon - 86400, noon - 80000),
        ])
    func fetchesAgain(name: String, listed: Date, says: Date, listedLater: Date) async throws {
        let (aws, source) = try account()
        aws.on("ListSchedules", .json(EventBridge.list([("a", EventBridge.cluster)], modified: listedLater)))
        aws.on("ListSchedules", times: 1, .json(EventBridge.list([("a", EventBridge.cluster)], modified: listed)))
        aws.on(
            "GetSchedule",
            .json(
                EventBridge.schedule(
                    EventBridge.cluster, EventBridge.runs("\(EventBridge.definitions)/web:2"), modified: listedLater)))
        aws.on(
            "GetSchedule", times: 1,
            .json(
                EventBridge.schedule(
                    EventBridge.cluster, EventBridge.runs("\(EventBridge.definitions)/web:1"), modified: says)))
        #expect(await source.read().lines == [uses("a", 1)])
        #expect(await source.read(at: noon + 60).lines == [uses("a", 2)])
    }

    @Test("what is no longer listed is forgotten, even when it comes back with its old time")
    func forgets() async throws {
        let (aws, source) = try account()
        aws.on("ListSchedules", .json(EventBridge.list([("a", EventBridge.cluster)])))
        aws.on(
            "GetSchedule",
            .json(EventBridge.schedule(EventBridge.cluster, EventBridge.runs("\(EventBridge.definitions)/web:2"))))
        aws.on(
            "GetSchedule", times: 1,
            .json(EventBridge.schedule(EventBridge.cluster, EventBridge.runs("\(EventBridge.definitions)/web:1"))))
        #expect(await source.read().lines == [uses("a", 1)])
        aws.on("ListSchedules", times: 1, .json(EventBridge.list([])))
        #expect(await source.read().lines == [])
        #expect(await source.read().lines == [uses("a", 2)])
    }

    @Test("a failure leaves nothing behind that a later reading would take for the truth")
    func failureTeachesNothing() async throws {
        let (aws, source) = try EventBridge.schedules()
        aws.on("GetSchedule", "universal", times: 3, .drops)
        let failed = await source.read()
        #expect(failed.failure != nil && failed.references.isEmpty)
        #expect(await source.read().lines.count == 2)
    }

    @Test("what went away counts as gone when the list, read again, no longer has it")
    func gone() async throws {
        let (aws, source) = try account()
        aws.on("ListSchedules", .json(EventBridge.list([("a", EventBridge.cluster)])))
        aws.on(
            "ListSchedules", times: 1,
            .json(EventBridge.list([("a", EventBridge.cluster), ("b", EventBridge.cluster)])))
        aws.on(
            "GetSchedule", "/a?",
            .json(EventBridge.schedule(EventBridge.cluster, EventBridge.runs("\(EventBridge.definitions)/web:1"))))
        aws.on("GetSchedule", "/b?", .error("ResourceNotFoundException", status: 404))
        let reading = await source.read()
        #expect(reading.failure == nil && reading.lines == [uses("a", 1)])
        #expect(aws.operations.sorted() == ["GetSchedule", "GetSchedule", "ListSchedules", "ListSchedules"])
    }

    @Test("what took the place of the one that went away is found")
    func replaced() async throws {
        let (aws, source) = try account()
        aws.on("ListSchedules", .json(EventBridge.list([("c", EventBridge.cluster)])))
        aws.on("ListSchedules", times: 1, .json(EventBridge.list([("b", EventBridge.cluster)])))
        aws.on("GetSchedule", "/b?", .error("ResourceNotFoundException", status: 404))
        aws.on(
            "GetSchedule", "/c?",
            .json(EventBridge.schedule(EventBridge.cluster, EventBridge.runs("\(EventBridge.definitions)/web:1"))))
        #expect(await source.read().lines == [uses("c", 1)])
    }

    @Test("a bus that went away is gone when the list no longer has it, and rules are read anew every time")
    func goneBus() async throws {
        let (aws, source) = try EventBridge.rules()
        aws.on("ListRules", #""own""#, .error("ResourceNotFoundException"))
        aws.on("ListEventBuses", "bus2", .json(#"{"EventBuses": []}"#))
        aws.on("ListEventBuses", "bus2", times: 1, .json(#"{"EventBuses": [{"Name": "own"}]}"#))
        let reading = await source.read()
        #expect(reading.failure == nil && reading.lines.count == 2)
        aws.forgetCalls()
        #expect(await source.read().lines == reading.lines)
        #expect(aws.operations.count { $0 == "ListTargetsByRule" } == 3)
    }
}
