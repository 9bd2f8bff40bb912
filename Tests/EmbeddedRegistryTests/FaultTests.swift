import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import Testing

@testable import EmbeddedRegistry

@Suite struct FaultReadingTests {
    private static let denied = Fault.ErrorResponse(
        error: ECSError(ECSErrorCode(rawValue: "AccessDeniedException"), "not you"), status: 403)

    @Test(
        arguments: [
            (#"{"drop":true}"#, Fault(effect: .init(drop: .before))),
            (#"{"drop":"before"}"#, Fault(effect: .init(drop: .before))),
            (#"{"drop":"after","next":3}"#, Fault(remaining: 3, effect: .init(drop: .after))),
            (#"{"delay":0.5,"share":0.25}"#, Fault(share: 0.25, effect: .init(delay: 0.5))),
            (#"{"delay":0}"#, Fault()),
            (#"{"delay":1,"drop":true}"#, Fault(effect: .init(delay: 1, drop: .before))),
            (
                #"{"operation":"DescribeServices","where":{"cluster":"b"},"#
                    + #""error":{"type":"AccessDeniedException","message":"not you","status":403}}"#,
                Fault(operation: "DescribeServices", members: ["cluster": "b"], effect: .init(response: denied))
            ),
            (
                #"{"error":{"type":"ClientException"}}"#,
                Fault(effect: .init(response: .init(error: ECSError(.client, ""), status: 400)))
            ),
            (
                #"{"error":{"type":"ServerException"}}"#,
                Fault(effect: .init(response: .init(error: ECSError(.server, ""), status: 500)))
            ),
        ] as [(String, Fault)])
    func reads(json: String, fault: Fault) throws {
        #expect(try Fault(JSONValue(adminBody: Data(json.utf8)), at: "faults[0]") == fault)
    }

    @Test(arguments: [
        (#"[]"#, "faults[0]: an object is expected"),
        (#"{}"#, "faults[0]: the fault has no effect; set 'error', 'delay' or 'drop'"),
        (#"{"operation":"ListTasks"}"#, "faults[0]: the fault has no effect; set 'error', 'delay' or 'drop'"),
        (
            #"{"drops":true}"#,
            "faults[0].drops: unknown member; expected: operation, where, error, delay, drop, share, next"
        ),
        (#"{"drop":false}"#, #"faults[0].drop: true, "before" or "after" is expected"#),
        (#"{"drop":"during"}"#, #"faults[0].drop: true, "before" or "after" is expected"#),
        (#"{"drop":1}"#, #"faults[0].drop: true, "before" or "after" is expected"#),
        (#"{"operation":1,"drop":true}"#, "faults[0].operation: a string is expected"),
        (#"{"operation":"Describe","drop":true}"#, "faults[0].operation: the registry has no operation 'Describe'"),
        (#"{"share":1.5,"drop":true}"#, "faults[0].share: a number from 0 to 1 is expected"),
        (#"{"share":"all","drop":true}"#, "faults[0].share: a number from 0 to 1 is expected"),
        (#"{"next":1.5,"drop":true}"#, "faults[0].next: a whole number of requests is expected"),
        (#"{"next":-1,"drop":true}"#, "faults[0].next: a whole number of requests is expected"),
        (#"{"delay":-1}"#, "faults[0].delay: a number of seconds from 0 to 3600 is expected"),
        (#"{"delay":"1s"}"#, "faults[0].delay: a number of seconds from 0 to 3600 is expected"),
        (#"{"where":"b","drop":true}"#, "faults[0].where: an object is expected"),
        (#"{"where":{"cluster":1},"drop":true}"#, "faults[0].where.cluster: a string is expected"),
        (#"{"error":"no"}"#, "faults[0].error: an object is expected"),
        (
            #"{"error":{}}"#,
            "faults[0].error.type: the name of an exception is expected, such as ServerException"
        ),
        (
            #"{"error":{"type":"a b"}}"#,
            "faults[0].error.type: the name of an exception is expected, such as ServerException"
        ),
        (
            #"{"error":{"type":"ClientException","text":""}}"#,
            "faults[0].error.text: unknown member; expected: type, message, status"
        ),
        (
            #"{"error":{"type":"ClientException","status":200}}"#,
            "faults[0].error.status: a status from 400 to 599 is expected"
        ),
        (
            #"{"error":{"type":"ClientException"},"drop":true}"#,
            "faults[0]: 'error' and 'drop' are mutually exclusive; remove one"
        ),
    ])
    func refuses(json: String, message: String) {
        #expect(throws: AdminError(message)) { try Fault(JSONValue(adminBody: Data(json.utf8)), at: "faults[0]") }
    }
}

@Suite struct FaultScriptTests {
    private func faults(
        _ script: FaultScript, _ requests: [(operation: String, body: String)]
    ) -> [Fault.Effect?] {
        var script = script
        return requests.map { script.fault(for: $0.operation, Data($0.body.utf8)) }
    }

    @Test func matchesTheOperationAndTheMembersThatItNames() {
        let effect = Fault.Effect(drop: .after)
        let script = FaultScript(
            [Fault(operation: "DescribeServices", members: ["cluster": "b"], effect: effect)], seed: 1)
        let effects = faults(
            script,
            [
                ("DescribeServices", #"{"cluster":"b","services":["s"]}"#), ("DescribeServices", #"{"cluster":"a"}"#),
                ("DescribeServices", #"{"cluster":["b"]}"#), ("DescribeServices", "{}"), ("DescribeServices", ""),
                ("DescribeServices", #"{"cluster":"b""#), ("ListServices", #"{"cluster":"b"}"#),
                ("DescribeServices", #"{"cluster":"b","cluster":"b"}"#),
                ("DescribeServices", #"{"cluster":"b"}"#),
            ])
        #expect(effects == [effect, nil, nil, nil, nil, nil, nil, nil, effect])
    }

    @Test func appliesToTheNextNRequestsOnly() {
        let script = FaultScript(
            [
                Fault(operation: "RunTask", remaining: 2, effect: .init(delay: 1)),
                Fault(remaining: 1, effect: .init(delay: 2)),
            ], seed: 1)
        let effects = faults(script, ["RunTask", "ListTasks", "RunTask", "RunTask"].map { ($0, "{}") })
        #expect(effects.map { $0?.delay } == [1, 2, 1, nil])
    }

    @Test func theFirstThatMatchesApplies() {
        let script = FaultScript([Fault(effect: .init(delay: 1)), Fault(effect: .init(delay: 2))], seed: 1)
        #expect(faults(script, [("RunTask", "")]) == [.init(delay: 1)])
    }

    @Test func theSameSeedGivesTheSameFaults() {
        let requests = Array(repeating: (operation: "RunTask", body: "{}"), count: 1000)
        func effects(_ share: Double, seed: UInt64) -> [Bool] {
            faults(FaultScript([Fault(share: share, effect: .init(delay: 1))], seed: seed), requests).map { $0 != nil }
        }
        #expect(effects(0.3, seed: 7) == effects(0.3, seed: 7))
        #expect(effects(0.3, seed: 7) != effects(0.3, seed: 8))
        #expect((250...350).contains(effects(0.3, seed: 7).count { $0 }))
        #expect(!effects(0, seed: 7).contains(true))
        #expect(!effects(1, seed: 7).contains(false))
    }

    @Test func aShareOfTheRequestsUpToALimit() {
        let script = FaultScript([Fault(share: 0.5, remaining: 10, effect: .init(delay: 1))], seed: 3)
        let effects = faults(script, Array(repeating: ("RunTask", "{}"), count: 200))
        #expect(effects.count { $0 != nil } == 10)
        #expect(effects.prefix(10).contains(nil))
    }

    /// The reference implementation's numbers for the state 1234567.
    @Test func theGeneratorIsTheKnownOne() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }
}

@Suite struct AdminFaultsTests {
    @Test func aNewListTakesThePlaceOfTheOld() async throws {
        var settings = Registry.Settings()
        settings.isAdminEnabled = true
        let adminAPI = AdminAPI(try Registry(database: .memory, settings: settings))
        func post(_ body: String) async -> String {
            let request = WireRequest(
                path: "/_roster/faults", headers: ["host": "localhost"], body: Data(body.utf8))
            return String(decoding: await adminAPI.respond(to: request)?.body ?? Data(), as: UTF8.self)
        }
        let request = WireRequest.signed("ListTasks", "{}")
        #expect(await post(#"{"faults":[{"delay":1},{"delay":2}],"seed":5}"#) == #"{"faults":2}"#)
        #expect(adminAPI.fault(for: request)?.delay == 1)
        #expect(await post(#"{"faults":[{"delay":3}]}"#) == #"{"faults":1}"#)
        #expect(adminAPI.fault(for: request)?.delay == 3)
        #expect(await post(#"{"faults":[{"delay":4},{"delay":-1}]}"#).contains("faults[1].delay: a number"))
        #expect(adminAPI.fault(for: request)?.delay == 3)
        #expect(await post("{}").contains("faults: a list is expected; an empty list removes all faults"))
        #expect(await post(#"{"faults":[],"seed":1.5}"#).contains("seed: a whole number is expected"))
        #expect(adminAPI.fault(for: request)?.delay == 3)
        #expect(await post(#"{"faults":[]}"#) == #"{"faults":0}"#)
        #expect(adminAPI.fault(for: request) == nil)
    }

    @Test func appliesToRequestsToTheAPIOnly() async throws {
        var settings = Registry.Settings()
        settings.isAdminEnabled = true
        let adminAPI = AdminAPI(try Registry(database: .memory, settings: settings))
        let body = Data(#"{"faults":[{"drop":true}]}"#.utf8)
        _ = await adminAPI.respond(
            to: WireRequest(path: "/_roster/faults", headers: ["host": "localhost"], body: body))
        #expect(adminAPI.fault(for: WireRequest(path: "/health", headers: [:], body: Data())) == nil)
        #expect(adminAPI.fault(for: .signed("NoSuchOperation", "{}")) == Fault.Effect(drop: .before))
    }
}
