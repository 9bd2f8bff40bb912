import AWSWire
import ECSWire
import Foundation
import Testing

@testable import RegistryFuzz

/// A short run of the fuzzer.
@Suite struct FuzzTests {
    @Test func tenThousandRequestsFindNothing() async throws {
        let campaign = Campaign(seed: 1, grammar: try Grammar(contentsOf: Grammar.standardFile))
        var tally = Tally()
        try await campaign.run(0..<10_000) { report in
            if tally.count(report) { Issue.record("\(RegistryFuzz.description(report, seed: 1))") }
            return true
        }
        // Requests that are never accepted would find nothing either.
        let idle = tally.operations.filter { $0.value.successes == 0 }.keys.sorted()
        #expect(idle.count * 4 < tally.operations.count, "\(idle)")
    }

    @Test func aSeedGivesTheSameRequests() async throws {
        let grammar = try Grammar(contentsOf: Grammar.standardFile)
        var requests: [[String]] = []
        for seed: UInt64 in [7, 7, 8] {
            var operations: [String] = []
            try await Campaign(seed: seed, grammar: grammar).run(0..<300) { report in
                operations.append("\(report.request.operation) \(report.request.body.count) \(report.status)")
                return true
            }
            requests.append(operations)
        }
        #expect(requests[0] == requests[1])
        #expect(requests[0] != requests[2])
    }
}

/// Checks that the fuzzer detects faults.
@Suite struct FindingTests {
    @Test(arguments: [
        (200, "{", "the response is not JSON: a key is missing"),
        (200, #"{"nextToken":"a","nextToken":"b"}"#, "the response is not JSON: the key 'nextToken' appears twice"),
        (200, #"{"nextToken":"\ud800"}"#, "the response is not JSON: half a surrogate pair"),
        (200, #"{"a":01}"#, "the response is not JSON: '01' is not a value"),
        (200, #"{"families":["a"]}"#, "ListClustersResponse.families is not in the model"),
        (200, #"{"clusterArns":"a"}"#, "ListClustersResponse.clusterArns is not of type list"),
        (200, #"{"clusterArns":[1]}"#, "ListClustersResponse.clusterArns[] is not of type string"),
        (500, "{}", "status 500"),
        (400, #"{"__type":"ClientException"}"#, "the refusal is not __type and message"),
        (400, #"{"__type":"ClientException","message":"x","stack":"y"}"#, "the refusal is not __type and message"),
        (400, #"{"__type":"Other","message":"x"}"#, "the refusal is not __type and message"),
    ])
    func isMade(of status: Int, body: String, summary: String) throws {
        let grammar = try Grammar(contentsOf: Grammar.standardFile)
        let response = WireResponse(
            status: status, headers: ["x-amzn-errortype": "ClientException"], body: Data(body.utf8))
        #expect(throws: Finding(summary)) {
            try FuzzResponse(response).check(as: "ListClustersResponse", grammar, isStrict: true)
        }
    }

    @Test(arguments: [
        ("RegisterTaskDefinition", #"{"family":"web","revision":3,"status":"ACTIVE"}"#),
        ("RegisterTaskDefinition", #"{"family":"web","revision":1,"status":"ACTIVE"}"#),
        ("DeregisterTaskDefinition", #"{"taskDefinitionArn":"a/web:2","status":"INACTIVE","previousStatus":"ACTIVE"}"#),
        (
            "DeregisterTaskDefinition",
            #"{"taskDefinitionArn":"a/web:1","status":"INACTIVE","previousStatus":"INACTIVE"}"#
        ),
        ("DescribeTaskDefinition", #"{"taskDefinitionArn":"a/web:1","status":"INACTIVE"}"#),
    ])
    func isMadeOfWhatContradictsAnEarlierAnswer(operation: String, definition: String) throws {
        var ledger = Ledger()
        let first = #"{"family":"web","revision":1,"status":"ACTIVE"}"#
        try ledger.record("RegisterTaskDefinition", try answer(first))
        let second = try answer(definition)
        #expect(throws: Finding.self) { try ledger.record(operation, second) }
    }

    private func answer(_ definition: String) throws -> FuzzResponse {
        try FuzzResponse(WireResponse(status: 200, body: Data(#"{"taskDefinition":\#(definition)}"#.utf8)))
    }

    @Test func audits() async throws {
        var ledger = Ledger()
        try ledger.record(
            "RegisterTaskDefinition", try answer(#"{"family":"web","revision":1,"status":"ACTIVE"}"#))
        // A registry that has lost everything.
        let audit = Audit(call: { _, _ in .object([]) }, ledger: ledger, described: 1)
        var dice = Dice(seed: 1)
        let finding = await #expect(throws: Finding.self) { try await audit.run(&dice) }
        #expect(finding?.summary == "the list of ACTIVE is not what was acknowledged")
    }
}
