import ArgumentParser
import EmbeddedRegistry
import Logging
import Manifests
import Model
import ServiceLifecycle
import UnixSignals

/// `roster registry`: the embedded registry by itself.
struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Runs the embedded registry.", subcommands: [Serve.self])

    /// `roster registry serve`: the embedded registry over HTTP, for any AWS SDK.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serves the embedded registry to any AWS SDK until SIGTERM.")

        @Option(
            help:
                "The address and port to listen on; port 0 picks a free one. Beyond loopback, access keys are required."
        )
        var listen = ListenAddress(host: "127.0.0.1", port: 8000)

        @Option(help: "The SQLite file, created if missing.")
        var database = ".roster/registry.db"

        @Option(help: "The account ID in ARNs, twelve digits.")
        var account = "123456789012"

        @OptionGroup var options: RegistryServeOptions

        func run() async throws {
            try await reportingFailures {
                OpenFileLimit.raise()
                let registry = try Assembly.openRegistry(database, account: account, settings: options.settings())
                let logger = LineLogHandler.logger("roster.registry", level: .warning)
                let server = try RegistryServer(
                    registry: registry, host: listen.host, port: listen.port, logger: logger
                ) { [listen] port in
                    Terminal.log("listening on http://\(ListenAddress(host: listen.host, port: port))")
                }
                var group = ServiceGroupConfiguration(
                    services: [server], gracefulShutdownSignals: endingSignals, logger: logger)
                // A client that stalls in the middle of a request must not block the shutdown.
                group.maximumGracefulShutdownDuration = .seconds(5)
                try await ServiceGroup(configuration: group).run()
            }
        }
    }
}

extension ListenAddress: ExpressibleByArgument {
    /// Parses `HOST:PORT`, as in the configuration.
    public init?(argument: String) { self.init(argument) }
}
