import ArgumentParser
import Foundation

/// Sends nearly valid requests to an in-memory registry, and reports invalid responses.
@main
struct RegistryFuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send nearly valid requests to a registry, and check every response.")

    @Option(help: "The seed of the random requests.")
    var seed: UInt64 = 1

    @Option(help: "The number of requests.")
    var count = Campaign.roundSize

    @Option(help: ArgumentHelp("Print only the request with this number, and its response.", valueName: "number"))
    var replay: Int?

    @Option(help: "The file with the shapes of requests and responses.")
    var model = Grammar.standardFile

    @Flag(help: "Check required members and enum values too.")
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
        print("seed \(seed); if this crashes, \(trace.file) has the request")
        var tally = Tally()
        try await campaign.run(0..<count, before: trace.record) { report in
            if tally.count(report) { print(Self.description(report, seed: seed)) }
            return true
        }
        trace.remove()
        print(tally.summary)
        if !tally.findings.isEmpty { throw ExitCode.failure }
    }

    /// The request, the response and how to reproduce them.
    static func description(_ report: Campaign.Report, seed: UInt64) -> String {
        let finding = report.finding.map { "FOUND: \($0.summary) \($0.detail)\n" } ?? ""
        return finding + """
            --seed \(seed) --replay \(report.number)
            \(report.request.operation) in \(report.request.region)
            \(String(decoding: report.request.body, as: UTF8.self).prefix(5000))
            \(report.status) \(String(decoding: report.response, as: UTF8.self).prefix(2000))

            """
    }
}

/// The results so far.
struct Tally {
    /// The number of responses per operation: all, and the successful ones.
    private(set) var operations: [String: (all: Int, successes: Int)] = [:]
    /// The number of findings by summary.
    private(set) var findings: [String: Int] = [:]

    /// Adds a report. Returns true if its finding is new.
    mutating func count(_ report: Campaign.Report) -> Bool {
        operations[report.request.operation, default: (0, 0)].all += 1
        if report.status == 200 { operations[report.request.operation, default: (0, 0)].successes += 1 }
        guard let finding = report.finding else { return false }
        findings[finding.summary, default: 0] += 1
        return findings[finding.summary] == 1
    }

    /// A line per operation, and a total.
    var summary: String {
        let lines = operations.sorted { $0.key < $1.key }.map { name, count in
            "\(name): \(count.all), of which \(count.successes) succeeded"
        }
        let found = findings.sorted { $0.key < $1.key }.map { "\($0.value) times: \($0.key)" }
        let count = operations.values.reduce(0) { $0 + $1.all }
        return (lines + found + ["\(count) requests, \(findings.count) kinds of findings"]).joined(separator: "\n")
    }
}

/// The current request, in a file that survives a crash of the program.
struct Trace {
    /// The path of the file.
    let file: String
    private let handle: FileHandle

    init() throws {
        file = FileManager.default.temporaryDirectory.appending(path: "registry-fuzz-\(UUID().uuidString)").path
        try Data().write(to: URL(filePath: file))
        guard let handle = FileHandle(forWritingAtPath: file) else { throw CocoaError(.fileWriteUnknown) }
        self.handle = handle
    }

    /// Overwrites the file.
    func record(_ number: Int, _ request: FuzzRequest) throws {
        try handle.seek(toOffset: 0)
        try handle.write(
            contentsOf: Data("--replay \(number)\n\(request.operation) \(request.region)\n".utf8) + request.body)
        try handle.truncate(atOffset: handle.offset())
    }

    /// Deletes the file after an orderly end.
    func remove() { try? FileManager.default.removeItem(atPath: file) }
}
