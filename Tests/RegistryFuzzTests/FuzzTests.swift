import AWSWire
import ECSWire
import Foundation
import Testing

@testable import RegistryFuzz

/// The short form of the fuzzer.
@Suite struct FuzzTests {
    @Test func tenThousandRequestsFindNothing() async throws {
        let campaign = Campaign(seed: 1, grammar: try Grammar(contentsOf: Grammar.standardFile))
        var tally = Tally()
        try await campaign.run(0..<10_000) { report in
            if tally.count(report) { Issue.record("\(RegistryFuzz.description(report, seed: 1))") }
            return true
        }
        // Requests that nobody takes would find nothing either.
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

/// That the fuzzer would see what it looks for.
@Suite struct FindingTests {
    @Test(arguments: [
        (200, "{", "the answer is no JSON: a key is missing"),
        (200, #"{"nextToken":"a","nextToken":"b"}"#, "the answer is no JSON: the key 'nextToken' is there twice"),
        (200, #"{"nextToken":"\ud800"}"#, "the answer is no JSON: half a surrogate pair"),
        (200, #"{"a":01}"#, "the answer is no JSON: '01' is no value"),
        (200, #"{"families":["a"]}"#, "ListClustersResponse.families is not in the model"),
        (200, #"{"clusterArns":"a"}"#, "ListClustersResponse.clusterArns is no list"),
        (200, #"{"clusterArns":[1]}"#, "ListClustersResponse.clusterArns[] is no string"),
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
            try Answer(response).check(as: "ListClustersResponse", grammar, isStrict: true)
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
        try ledger.note("RegisterTaskDefinition", try answer(first))
        let second = try answer(definition)
        #expect(throws: Finding.self) { try ledger.note(operation, second) }
    }

    private func answer(_ definition: String) throws -> Answer {
        try Answer(WireResponse(status: 200, body: Data(#"{"taskDefinition":\#(definition)}"#.utf8)))
    }

    @Test func audits() async throws {
        var ledger = Ledger()
        try ledger.note(
            "RegisterTaskDefinition", try answer(#"{"family":"web","revision":1,"status":"ACTIVE"}"#))
        // A registry that has lost everything.
        let audit = Audit(call: { _, _ in .object([]) }, ledger: ledger, described: 1)
        var dice = Dice(seed: 1)
        let finding = await #expect(throws: Finding.self) { try await audit.run(&dice) }
        #expect(finding?.summary == "the list of ACTIVE is not what was acknowledged")
    }
}
