import ArgumentParser
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import Reporting
import SwiftExtensions

/// `roster apply`.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Removes revisions that are neither declared nor in use, and verifies the result.")

    @OptionGroup var manifests: ManifestArgument
    @OptionGroup var options: RegistryOptions
    @OptionGroup var format: FormatOptions
    @Option(
        help: ArgumentHelp(
            "Remove only what this plan, written by 'plan --out', removes; refuse it if it is stale.",
            valueName: "file"))
    var plan: String?
    @Flag(help: "Do not ask for confirmation.")
    var yes = false
    @Option(
        help: ArgumentHelp(
            "Allow this many removals in this run, and any percentage, whatever the configuration says.",
            valueName: "count"))
    var maximumDeregistrations: Int?
    @Flag(
        help: ArgumentHelp(
            "Stay for the ten minutes in which removed revisions can still be used, and check once a minute."))
    var watch = false

    func validate() throws {
        if let maximumDeregistrations, maximumDeregistrations < 0 {
            throw ValidationError("--maximum-deregistrations must be 0 or more")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let invocation = try Invocation(options, path: manifests.path).withMaximumDeregistrations(
                maximumDeregistrations)
            let (report, isDelivered) = try await invocation.run(.readWrite) { try await apply($0, invocation) }
            if report.hasErrors { throw ExitCode.error }
            if !report.refusals.isEmpty { throw ExitCode.refused }
            if !report.takenUpAgain.isEmpty { throw ExitCode.error }
            if watch, let last = report.watch, !last.isLast {
                throw Failure(
                    """
                    the watch was cut short: until \(last.until.iso8601), check with 'roster drift' whether anything \
                    starts using a removed revision
                    """)
            }
            guard isDelivered else { throw ExitCode.error }
        }
    }

    /// Applies, and prints the report.
    private func apply(
        _ assembly: Assembly, _ invocation: Invocation
    ) async throws -> (report: Report, isDelivered: Bool) {
        let approved = try plan.map(ApprovedPlan.read)
        var planned = try await invocation.plan(assembly, limitedTo: approved)
        if planned.refusals.isEmpty, !planned.plan.removals.isEmpty, !yes {
            let confirmed = try await confirm(planned)
            // Confirming may have taken an hour: plan again, limited to what was confirmed.
            planned = try await invocation.plan(assembly, limitedTo: confirmed)
        }
        let delivery = ReportDelivery(folder: invocation.configuration.stateFolder)
        if let refusals = Refusals(planned.refusals) {
            let report = Report(refused: planned.plan, refusals)
            return (report, try await deliver(report, assembly, delivery))
        }
        let progress = Progress(planned.plan.removals.count, assembly.pacing)
        // One scope for all, because a signal between two scopes would be lost, or end the program with the report.
        return try await untilSignalled { [planned] in
            var report = await assembly.reconciler.apply(planned) { progress.log($0) }
            if watch { report = await watchUntilClosed(assembly, report) }
            return (report, try await deliver(report, assembly, delivery))
        }
    }

    private func deliver(_ report: Report, _ assembly: Assembly, _ delivery: ReportDelivery) async throws -> Bool {
        let json = { try ReportDocument(report, calls: assembly.reconciler.calls).jsonText() }
        return try await delivery.deliver(try format.rendered(text: { $0.render(report) }, json: json), json: json)
    }

    /// Watches until the propagation window of the last removal has closed, and returns the updated report.
    private func watchUntilClosed(_ assembly: Assembly, _ report: Report) async -> Report {
        guard let opened = report.watch else { return report }
        Terminal.log("watching until \(opened.until.iso8601) for anything that starts using a removed revision")
        return await assembly.reconciler.watch(report) { reading in
            for drift in reading.found { Terminal.log("\(drift.family):\(drift.revisions) \(drift.message)") }
            if let message = reading.message { Terminal.log(message) }
        }
    }

    /// Shows the plan and asks for confirmation; returns the approved plan.
    private func confirm(_ planned: PlannedRun) async throws -> ApprovedPlan {
        Terminal.show(
            rendered: TextRenderer(Palette(isColored: false)).render(planned.plan, refusals: planned.refusals))
        guard Terminal.isInteractive else {
            throw Failure("cannot ask for confirmation: not a terminal; review the plan, then rerun with --yes")
        }
        let question = "Deregister \(counted(planned.plan.removals.count, "revision"))?"
        guard await exitingIfSignalled({ Terminal.confirm(question) }) else {
            throw Failure("nothing was removed: the plan was not confirmed")
        }
        return ApprovedPlan(planned.plan)
    }
}

extension ApprovedPlan {
    /// A plan of a whole account: a few hundred bytes for each revision.
    private static let longestPlan = 256 << 20

    fileprivate static func read(_ file: String) throws(Failure) -> ApprovedPlan {
        guard let json = try? InputFile.read(file, maximumBytes: longestPlan) else {
            throw Failure("the plan \(file) cannot be read: write one with 'roster plan --out \(file)'")
        }
        do {
            return try ApprovedPlan(json: Data(json))
        } catch {
            throw Failure("\(file) is \(error)")
        }
    }
}

extension Invocation {
    /// Returns a copy with this limit on removals, if there is one.
    fileprivate func withMaximumDeregistrations(_ count: Int?) -> Invocation {
        guard let count else { return self }
        return with { configuration in
            configuration.guardrails.maximumCount = count
            configuration.guardrails.maximumPercent = 100
        }
    }
}
