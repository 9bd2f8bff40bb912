import AWSWire
import ECSWire
import Foundation
import TestSupport
import Testing

@testable import EmbeddedRegistry

/// A registry with the admin API and a clock that the test moves.
private struct Administered {
    let clock = SettableClock(at: Date(timeIntervalSince1970: 1_750_000_000))
    let registry: Registry
    let adminAPI: AdminAPI

    init(throttling: Throttling = .none) throws {
        var settings = Registry.Settings()
        settings.isAdminEnabled = true
        settings.throttling = throttling
        registry = try Registry(database: .memory, settings: settings, clock: { [clock] in clock.now })
        adminAPI = AdminAPI(registry)
    }

    func post(_ path: String, _ body: String = "", headers: [String: String] = [:]) async -> WireResponse? {
        let headers = headers.merging(["host": "localhost:8000"]) { given, _ in given }
        return await adminAPI.respond(to: WireRequest(path: path, headers: headers, body: Data(body.utf8)))
    }

    func refusal(_ path: String, _ body: String) async throws -> String {
        let response = try #require(await post(path, body))
        #expect(response.status == 400)
        let error = try #require(ECSError(response))
        #expect(error.code == .invalidParameter)
        return error.message
    }

    /// The clock, in seconds since its initial time.
    func time() async throws -> Double {
        let body = try #require(await post("/_roster/clock")).body
        return try #require(try JSONDecoder().decode([String: Double].self, from: body)["now"]) - 1_750_000_000
    }

    func text(_ response: WireResponse?) -> String { String(decoding: response?.body ?? Data(), as: UTF8.self) }
}

@Suite struct AdminClockTests {
    @Test func goesWithTheMachinesAndIsMovedForward() async throws {
        let admin = try Administered()
        #expect(try await admin.time() == 0)
        admin.clock.advance(10)
        #expect(try await admin.time() == 10)
        #expect(admin.text(await admin.post("/_roster/clock", #"{"advance":0.25}"#)) == #"{"now":1750000010.25}"#)
        _ = await admin.post("/_roster/clock", #"{"advance":600}"#)
        #expect(try await admin.time() == 610.25)
        _ = await admin.post("/_roster/clock", #"{"advance":0}"#)
        _ = await admin.post("/_roster/clock", "{}")
        #expect(try await admin.time() == 610.25)
    }

    @Test(arguments: [
        (#"{"advance":-1}"#, "advance: a number of seconds from 0 to 3153600000 is expected"),
        (#"{"advance":"1"}"#, "advance: a number of seconds from 0 to 3153600000 is expected"),
        (#"{"advance":true}"#, "advance: a number of seconds from 0 to 3153600000 is expected"),
        (#"{"advance":null}"#, "advance: a number of seconds from 0 to 3153600000 is expected"),
        (#"{"advance":1e300}"#, "advance: a number of seconds from 0 to 3153600000 is expected"),
        (#"{"seconds":1}"#, "seconds: unknown member; expected: advance"),
        (#"[1]"#, "the body: an object is expected"),
        (#"{"advance":1"#, "the body is not valid JSON"),
        (#"{"advance":1,"advance":2}"#, "the body is not valid JSON"),
        (#"{"advance":1,}"#, "the body is not valid JSON"),
        ("\u{FEFF}{}", "the body is not valid JSON"),
        (String(repeating: "[", count: 100_000), "the body is not valid JSON"),
    ])
    func refuses(body: String, message: String) async throws {
        let admin = try Administered()
        #expect(try await admin.refusal("/_roster/clock", body) == message)
        #expect(try await admin.time() == 0)
    }

    @Test func isNotMovedBeyondACentury() async throws {
        let admin = try Administered()
        _ = await admin.post("/_roster/clock", #"{"advance":3153600000}"#)
        #expect(
            try await admin.refusal("/_roster/clock", #"{"advance":1}"#)
                == "advance: the clock would be more than a hundred years ahead; start another registry")
        #expect(try await admin.time() == 3_153_600_000)
    }

    @Test func datesWhatTheRegistryDoes() async throws {
        let admin = try Administered()
        _ = await admin.post("/_roster/clock", #"{"advance":86400.5}"#)
        let answer = await admin.registry.respond(
            to: .signed(
                "RegisterTaskDefinition",
                #"{"family":"web","containerDefinitions":[{"name":"a","image":"i","memory":8}]}"#))
        let output = try WireCoding.decode(ECS.RegisterTaskDefinition.Output.self, from: answer.body)
        #expect(output.taskDefinition?.registeredAt?.date == Date(timeIntervalSince1970: 1_750_086_400.5))
    }
}

@Suite struct AdminResetTests {
    private static let register = WireRequest.signed(
        "RegisterTaskDefinition", #"{"family":"web","containerDefinitions":[{"name":"a","image":"i","memory":8}]}"#)

    @Test func emptiesEveryTable() async throws {
        let admin = try Administered()
        for request in [
            Self.register, .signed("CreateCluster", "{}"), .signed("RunTask", #"{"taskDefinition":"web"}"#),
            .signed("CreateService", #"{"serviceName":"s","taskDefinition":"web","desiredCount":1}"#),
            .signed("CreateCluster", "{}", region: "eu-west-1"),
        ] { #expect(await admin.registry.respond(to: request).status == 200) }
        #expect(admin.text(await admin.post("/_roster/reset")) == "{}")
        for (operation, empty) in [
            ("ListTaskDefinitionFamilies", #"{"families":[]}"#), ("ListClusters", #"{"clusterArns":[]}"#),
        ] {
            for region in ["us-east-1", "eu-west-1"] {
                let answer = await admin.registry.respond(to: .signed(operation, #"{}"#, region: region))
                #expect(admin.text(answer) == empty)
            }
        }
        let again = await admin.registry.respond(to: Self.register)
        #expect(
            try WireCoding.decode(ECS.RegisterTaskDefinition.Output.self, from: again.body).taskDefinition?.revision
                == 1)
    }

    @Test func leavesTheClockAndTakesTheFaultsAway() async throws {
        let admin = try Administered(throttling: .aws)
        _ = await admin.post("/_roster/clock", #"{"advance":60}"#)
        _ = await admin.post("/_roster/faults", #"{"faults":[{"drop":true}]}"#)
        for _ in 1...20 { _ = await admin.registry.respond(to: Self.register) }
        #expect(await admin.registry.respond(to: Self.register).status == 400)
        #expect(admin.adminAPI.fault(for: Self.register) != nil)
        _ = await admin.post("/_roster/reset", "{}")
        #expect(try await admin.time() == 60)
        #expect(admin.adminAPI.fault(for: Self.register) == nil)
        #expect(await admin.registry.respond(to: Self.register).status == 200)
    }

    @Test func takesNoMembers() async throws {
        let admin = try Administered()
        #expect(
            try await admin.refusal("/_roster/reset", #"{"clock":true}"#)
                == "clock: unknown member; no members are expected")
    }
}

@Suite struct AdminRequestTests {
    @Test(arguments: ["/", "/_roster", "/_roster/", "/_roster/clock/", "/_roster/other", "/_ROSTER/clock"])
    func leavesOtherPathsToTheRegistry(path: String) async throws {
        #expect(try await Administered().post(path) == nil)
    }

    @Test func leavesOtherMethodsToTheRegistry() async throws {
        let request = WireRequest(method: "GET", path: "/_roster/clock", headers: [:], body: Data())
        #expect(try await Administered().adminAPI.respond(to: request) == nil)
    }

    @Test func takesNothingFromAPageInABrowser() async throws {
        let admin = try Administered()
        let answer = await admin.post(
            "/_roster/clock", #"{"advance":1}"#, headers: ["origin": "https://example.com"])
        #expect(answer?.status == 400)
        #expect(try await admin.time() == 0)
    }

    @Test(arguments: ["/_roster/clock", "/_roster/reset", "/_roster/faults"], ["evil.example:8000", ""])
    func takesNothingForAnotherHost(path: String, host: String) async throws {
        let answer = try await Administered().post(path, #"{"advance":1,"faults":[]}"#, headers: ["host": host])
        #expect(answer?.status == 421)
        #expect(answer.flatMap(ECSError.init)?.code == .accessDenied)
    }

    /// A page whose name leads to this machine can send any header, but not without `Origin`.
    @Test func theAPITakesNothingFromAPageWithoutASignature() async throws {
        let registry = try Administered().registry
        var request = WireRequest.signed("CreateCluster", "{}")
        request.headers["origin"] = "http://evil.example:8000"
        #expect(ECSError(await registry.respond(to: request))?.code == .accessDenied)
        request.headers["origin"] = nil
        #expect(await registry.respond(to: request).status == 200)
    }

    /// A form can send POST, these types and any body, but no header of its own.
    @Test(arguments: ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""])
    func theAPITakesNothingFromAForm(type: String) async throws {
        let request = WireRequest(path: "/", headers: ["content-type": type], body: Data(#"{"family":"web"}"#.utf8))
        #expect(ECSError(try await Administered().registry.respond(to: request))?.code == .unknownOperation)
    }

    /// Times that were returned are in the past after a restart too, and after a reset.
    @Test(arguments: [false, true]) func theClockGoesOnAfterARestart(isReset: Bool) async throws {
        try await withTemporaryFolder { folder in
            let file = Registry.Location.file(folder.appending(path: "r.db").path)
            var settings = Registry.Settings()
            settings.isAdminEnabled = true
            let start = Date(timeIntervalSince1970: 1_750_000_000)
            func open() throws -> Registry { try Registry(database: file, settings: settings, clock: { start }) }
            let before = try open()
            for seconds in [86_400.0, 0.5] {
                _ = try await before.advanceClock(by: seconds, upTo: 1_000_000)
            }
            if isReset { try await before.reset() }
            #expect(try await open().advanceClock(by: 0, upTo: 1_000_000) == start + 86_400.5)
        }
    }
}
