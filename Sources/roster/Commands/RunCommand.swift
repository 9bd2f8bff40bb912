import ArgumentParser
import Controller
import Foundation
import Logging
import Manifests
import Model
import Reconciler
import Reporting
import ServiceLifecycle
import UnixSignals

/// `roster run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the controller, which reconciles repeatedly until SIGTERM.")

    @OptionGroup var options: RegistryOptions
    @Flag(help: "Report, but remove nothing.")
    var reportOnly = false

    func run() async throws {
        try await reportingFailures {
            let invocation = try Invocation(options, path: nil)
            try await invocation.run(.readWrite) { try await serve($0, invocation.configuration) }
        }
    }

    private func serve(_ assembly: Assembly, _ configuration: Configuration) async throws {
        let logger = LineLogHandler.logger("roster", level: .info)
        let board = StatusBoard(
            ControllerStatus(name: configuration.name, reportOnly: reportOnly, startedAt: Date()))
        let address = configuration.controller.listen
        // The loop starts once the server listens: a controller that cannot be observed removes nothing.
        let (listening, signal) = AsyncStream.makeStream(of: Void.self)
        let server = ControllerServer(
            board, host: address.host, port: address.port, names: configuration.controller.hosts, logger: logger
        ) { port in
            Terminal.log("listening on http://\(ListenAddress(host: address.host, port: port))")
            signal.finish()
        }
        let loop = ReconcileLoop(
            assembly.reconciler, every: configuration.controller.interval, reportOnly: reportOnly, board: board,
            logger: logger, after: listening)
        var group = ServiceGroupConfiguration(
            services: [server, loop], gracefulShutdownSignals: endingSignals, logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(9)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await save(board, configuration)
            throw error
        }
        await save(board, configuration)
    }

    /// Keeps the last status, with what was removed, if the log could not be written.
    private func save(_ board: StatusBoard, _ configuration: Configuration) async {
        guard LineLog.standardError.hasLost, let json = try? StatusDocument(await board.status).jsonText() else {
            return
        }
        ReportDelivery(folder: configuration.stateFolder).save(json, as: "controller-status")
    }
}
