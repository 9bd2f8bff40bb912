import AWSClient
import ArgumentParser
import EmbeddedRegistry
import Foundation
import Logging
import Manifests
import Model
import Reconciler
import Reporting
import ServiceLifecycle
import UnixSignals

/// `roster demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Shows plan, explain, apply and plan on the sample manifests, with a registry in a temporary folder.")

    @Flag(help: "Exit at the end, instead of serving the registry until Ctrl-C.")
    var once = false

    func run() async throws {
        try await reportingFailures {
            let folder = URL.temporaryDirectory.appending(path: "roster-demo-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let clock = DemoClock()
            let database = folder.appending(path: "registry.db").path
            let registry = try Registry(database: .file(database), clock: { clock.now })
            let session = try self.session(registry, clock)
            let scenario = DemoScenario()
            try heading("A registry in \(database)")
            try await scenario.replay(try ECSClient(session), clock)
            try Terminal.print(scenario.summary + "\n")
            try await show(session, clock)
            if !once { try await serve(registry) }
        }
    }

    private func session(_ registry: Registry, _ clock: DemoClock) throws -> AWSSession {
        let endpoint = try Endpoint("http://localhost")
        return AWSSession(
            region: try Region("us-east-1"), endpoints: { _ in endpoint },
            credentials: StaticCredentials.embedded,
            transport: InProcessTransport { await registry.respond(to: $0) }, time: clock.time)
    }

    /// Uses the default configuration; the demo's clock makes the revisions old enough for it.
    private func show(_ session: AWSSession, _ clock: DemoClock) async throws {
        let configuration = Configuration()
        guard FileManager.default.fileExists(atPath: "manifests") else {
            throw Failure("there is no folder 'manifests' here: run the demo in the root of the repository")
        }
        let reconciler = try Assembly(configuration, session: session, environment: [:], time: clock.time).reconciler
        let renderer = TextRenderer(Terminal.palette)
        try heading("roster plan")
        let planned = try await reconciler.plan()
        try Terminal.print(renderer.render(planned.plan, refusals: planned.refusals))
        for id in DemoScenario.explained.compactMap({ RevisionID($0) }) {
            try heading("roster explain \(id)")
            try Terminal.print(renderer.render(try await reconciler.explain(id)))
        }
        try heading("roster apply --yes")
        try Terminal.print(renderer.render(await reconciler.apply(planned)))
        try heading("roster plan")
        let again = try await reconciler.plan()
        try Terminal.print(renderer.render(again.plan, refusals: again.refusals))
    }

    /// Serves the demo's registry until Ctrl-C.
    private func serve(_ registry: Registry) async throws {
        let logger = Logger(label: "roster") { _ in SwiftLogNoOpLogHandler() }
        let server = try RegistryServer(registry: registry, host: "127.0.0.1", port: 0, logger: logger) { port in
            try? heading("The registry keeps running until Ctrl-C; explore it from another terminal")
            let url = "http://127.0.0.1:\(port)"
            try? Terminal.print(
                """
                roster drift manifests --registry embedded --endpoint-url \(url) --region us-east-1
                aws ecs list-task-definitions --endpoint-url \(url) --region us-east-1

                """)
        }
        try await ServiceGroup(
            services: [server], gracefulShutdownSignals: endingSignals, logger: logger
        ).run()
    }

    private func heading(_ text: String) throws(Failure) {
        try Terminal.print("\n" + Terminal.palette.paint("── \(text)", .bold) + "\n\n")
    }
}
