import ArgumentParser
import Foundation

/// Sends a registry in memory requests that are nearly right, and says what of its answers must not be.
@main
struct RegistryFuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a registry what nobody should, and check every answer.")

    @Option(help: "What the requests are drawn from.")
    var seed: UInt64 = 1

    @Option(help: "How many requests.")
    var count = Campaign.roundSize

    @Option(help: ArgumentHelp("Print the request of that number, and its answer, instead.", valueName: "number"))
    var replay: Int?

    @Option(help: "The shapes of requests and answers.")
    var model = Grammar.standardFile

    @Flag(help: "Hold answers against the model's required members and choices of strings too.")
    var strict = false

    func run() async throws {
        let campaign = Campaign(seed: seed, grammar: try Grammar(contentsOf: model), isStrict: strict)
        if let replay {
            try await campaign.run(replay..<replay + 1) { report in
                print(Self.description(report, seed: seed))
                return true
            }
            return
        }
        let trace = try Trace()
        print("seed \(seed); should this end all of a sudden, \(trace.file) has the request")
        var tally = Tally()
        try await campaign.run(0..<count, before: trace.note) { report in
            if tally.count(report) { print(Self.description(report, seed: seed)) }
            return true
        }
        trace.remove()
        print(tally.summary)
        if !tally.findings.isEmpty { throw ExitCode.failure }
    }

    /// What was asked and answered, and how to see it again.
    static func description(_ report: Campaign.Report, seed: UInt64) -> String {
        let finding = report.finding.map { "FOUND: \($0.summary) \($0.detail)\n" } ?? ""
        return finding + """
            --seed \(seed) --replay \(report.number)
            \(report.request.operation) in \(report.request.region)
            \(String(decoding: report.request.body, as: UTF8.self).prefix(5000))
            \(report.status) \(String(decoding: report.answer, as: UTF8.self).prefix(2000))

            """
    }
}

/// What came of the requests so far.
struct Tally {
    /// Answers by operation: all, and those that were successes.
    private(set) var operations: [String: (all: Int, successes: Int)] = [:]
    /// By their summaries, with how often.
    private(set) var findings: [String: Int] = [:]

    /// True when there is something to tell that was not told before.
    mutating func count(_ report: Campaign.Report) -> Bool {
        operations[report.request.operation, default: (0, 0)].all += 1
        if report.status == 200 { operations[report.request.operation, default: (0, 0)].successes += 1 }
        guard let finding = report.finding else { return false }
        findings[finding.summary, default: 0] += 1
        return findings[finding.summary] == 1
    }

    /// A line for each operation, and one in all.
    var summary: String {
        let lines = operations.sorted { $0.key < $1.key }.map { name, count in
            "\(name): \(count.all), of which \(count.successes) were carried out"
        }
        let found = findings.sorted { $0.key < $1.key }.map { "\($0.value) times: \($0.key)" }
        let count = operations.values.reduce(0) { $0 + $1.all }
        return (lines + found + ["\(count) requests, \(findings.count) kinds of findings"]).joined(separator: "\n")
    }
}

/// The request that is being answered, in a file that outlives the program.
struct Trace {
    /// Its name.
    let file: String
    private let handle: FileHandle

    init() throws {
        file = FileManager.default.temporaryDirectory.appending(path: "registry-fuzz-\(UUID().uuidString)").path
        try Data().write(to: URL(filePath: file))
        guard let handle = FileHandle(forWritingAtPath: file) else { throw CocoaError(.fileWriteUnknown) }
        self.handle = handle
    }

    /// Overwrites what was there.
    func note(_ number: Int, _ request: FuzzRequest) throws {
        try handle.seek(toOffset: 0)
        try handle.write(
            contentsOf: Data("--replay \(number)\n\(request.operation) \(request.region)\n".utf8) + request.body)
        try handle.truncate(atOffset: handle.offset())
    }

    /// After an orderly end.
    func remove() { try? FileManager.default.removeItem(atPath: file) }
}
