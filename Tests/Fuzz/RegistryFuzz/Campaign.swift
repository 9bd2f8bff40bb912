import AWSWire
import ECSWire
import EmbeddedRegistry
import Foundation
import Synchronization

/// Sends thousands of requests to registries, in rounds that each start with an empty one.
///
/// A seed always gives the same requests, except for IDs that registries make up.
struct Campaign: Sendable {
    /// The number of requests in a round. A request's number determines its round.
    static let roundSize = 10_000
    /// The number of requests between two audits.
    private static let auditEvery = 1_000

    /// The seed of all random choices.
    let seed: UInt64
    let grammar: Grammar
    /// See ``FuzzResponse/check(as:_:isStrict:)``.
    var isStrict = false

    /// A request, its number and its result.
    struct Report: Sendable {
        let number: Int
        let request: FuzzRequest
        let status: Int
        let response: Data
        let finding: Finding?
    }

    /// Sends the requests with these numbers, and those before them in the same round. Reports only the former.
    /// - Parameters:
    ///   - before: called with each request before it is sent.
    ///   - report: called with each result; ends the campaign by returning false.
    func run(
        _ numbers: Range<Int>, before: (Int, FuzzRequest) throws -> Void = { _, _ in }, _ report: (Report) -> Bool
    ) async throws {
        for round in numbers.lowerBound / Self.roundSize...max(numbers.lowerBound, numbers.upperBound - 1)
            / Self.roundSize
        {
            var state = try Round(self, round)
            try await state.learnOperations()
            let first = round * Self.roundSize
            for number in first..<min(first + Self.roundSize, numbers.upperBound) {
                let request = state.request()
                try before(number, request)
                var outcome = await state.send(request, number)
                let isLast = number + 1 == min(first + Self.roundSize, numbers.upperBound)
                if outcome.finding == nil, isLast || (number + 1) % Self.auditEvery == 0 {
                    outcome = await state.audited(outcome, described: isLast ? 1000 : 50)
                }
                if number >= numbers.lowerBound, !report(outcome) { return }
            }
        }
    }
}

/// One request of a campaign.
struct FuzzRequest: Sendable {
    let operation: String
    let region: String
    let body: [UInt8]

    /// As an SDK sends it, with a signature that is not verified.
    var wire: WireRequest {
        WireRequest(
            headers: [
                "x-amz-target": ECS.targetPrefix + operation,
                "authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20260101/\(region)/ecs/aws4_request, "
                    + "SignedHeaders=host;x-amz-date, Signature=00",
            ], body: Data(body))
    }
}

/// A registry and what is known about it.
private struct Round {
    private static let regions = ["us-east-1", "eu-west-1"]

    private let grammar: Grammar
    private let isStrict: Bool
    private let registry: Registry
    private let clock: FuzzClock
    private var dice: Dice
    private var operations: [String] = []
    private var pools: [String: Pool] = [:]
    private var ledgers: [String: Ledger] = [:]

    init(_ campaign: Campaign, _ round: Int) throws {
        let clock = FuzzClock()
        (grammar, isStrict) = (campaign.grammar, campaign.isStrict)
        dice = Dice(seed: campaign.seed, round: round)
        var settings = Registry.Settings()
        settings.propagationWindow = dice.pick([.zero, .seconds(60)])
        settings.taskStep = dice.pick([.zero, .seconds(1)])
        registry = try Registry(database: .memory, settings: settings, clock: clock.read)
        self.clock = clock
    }

    /// Finds out which operations the registry supports. Those that create something get a higher weight.
    mutating func learnOperations() async throws {
        for name in grammar.operations.keys.sorted() {
            let response = await registry.respond(
                to: FuzzRequest(operation: name, region: "xx-1", body: Array("{}".utf8)).wire)
            if ECSError(response)?.code == .unknownOperation { continue }
            let weight = Self.weights[name] ?? 1
            operations += Array(repeating: name, count: weight)
        }
    }

    private static let weights = [
        "RegisterTaskDefinition": 10, "DeregisterTaskDefinition": 5, "DescribeTaskDefinition": 2,
        "ListTaskDefinitions": 2, "CreateCluster": 2, "CreateService": 4, "UpdateService": 3, "RunTask": 4,
        "CreateTaskSet": 3,
    ]

    /// The next request.
    mutating func request() -> FuzzRequest {
        if dice.chance(30) { clock.advance(Double(dice.pick([0.001, 0.5, 3, 61, 700]))) }
        let region = dice.pick(Self.regions)
        let operation = dice.pick(operations)
        let pool = pools[dice.chance(97) ? region : dice.pick(Self.regions)] ?? Pool()
        let input = grammar.operations[operation]?.input ?? ""
        let generator = RequestGenerator(grammar, optional: dice.pick([0, 0, 0, 3, 10, 40, 80]))
        var value = generator.input(input, in: pool, &dice)
        for _ in 0..<dice.pick([0, 0, 1, 1, 2, 5]) { value = Mutation.mutate(value, in: pool, &dice) }
        var body = value.bytes
        if dice.chance(6) { body = Mutation.mutate(body, &dice) }
        return FuzzRequest(operation: operation, region: region, body: body)
    }

    /// Sends a request and checks the response.
    mutating func send(_ request: FuzzRequest, _ number: Int) async -> Campaign.Report {
        let response = await registry.respond(to: request.wire)
        var finding: Finding?
        do throws(Finding) {
            let checked = try FuzzResponse(response)
            checked.record(in: &pools[request.region, default: Pool()])
            try ledgers[request.region, default: Ledger()].record(request.operation, checked)
            try checked.check(as: grammar.operations[request.operation]?.output ?? "", grammar, isStrict: isStrict)
        } catch {
            finding = error
        }
        return Campaign.Report(
            number: number, request: request, status: response.status, response: response.body, finding: finding)
    }

    /// The report with the findings of an audit.
    mutating func audited(_ report: Campaign.Report, described: Int) async -> Campaign.Report {
        let (registry, grammar, isStrict) = (registry, grammar, isStrict)
        for region in Self.regions {
            let audit = Audit(
                call: { operation, input async throws(Finding) in
                    let request = FuzzRequest(operation: operation, region: region, body: input.bytes)
                    let response = await registry.respond(to: request.wire)
                    let checked = try FuzzResponse(response)
                    try checked.check(as: grammar.operations[operation]?.output ?? "", grammar, isStrict: isStrict)
                    guard checked.isSuccess else {
                        let text = String(decoding: response.body, as: UTF8.self)
                        throw Finding("\(operation) refuses what was returned earlier", detail: "\(input) \(text)")
                    }
                    return checked.body
                }, ledger: ledgers[region] ?? Ledger(), described: described)
            do throws(Finding) {
                try await audit.run(&dice)
            } catch {
                return Campaign.Report(
                    number: report.number, request: report.request, status: report.status, response: report.response,
                    finding: error)
            }
        }
        return report
    }
}

/// A clock that moves only when told to.
private final class FuzzClock: Sendable {
    private let now = Mutex(Date(timeIntervalSince1970: 1_750_000_000))

    var read: @Sendable () -> Date { { self.now.withLock { $0 } } }

    func advance(_ seconds: TimeInterval) { now.withLock { $0 += seconds } }
}
