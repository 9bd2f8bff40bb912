import AWSAdapters
import AWSClient
import EmbeddedRegistry
import Foundation
import Logging
import ManifestSources
import Manifests
import Model
import Reconciler
import SwiftExtensions

/// The one place where everything is put together, from a configuration and the environment.
struct Assembly: Sendable {
    /// Ready to plan and to apply.
    let reconciler: Reconciler
    /// Which registry it looks at, in words.
    let registryName: String
    private let http: Connections?

    /// - Parameters:
    ///   - region: the flag, where it is given.
    ///   - time: what ages are measured and deregistrations are paced with.
    init(
        _ configuration: Configuration, region: String?, environment: [String: String], logger: Logger,
        time: TimeSource = .system
    ) throws {
        let target = try Target(configuration, region: region, environment: environment)
        let components = try Components(configuration, environment, time)
        let transport: any Transport
        // Last of all, as whoever opens connections has to close them: nothing fails after this.
        switch target.route {
        case .inProcess(let registry):
            http = nil
            transport = InProcessTransport { await registry.respond(to: $0) }
        case .embeddedHTTP:
            let opened = try Connections(environment)
            http = opened
            transport = EmbeddedRegistryTransport(opened.services)
        case .http:
            let opened = try Connections(environment)
            http = opened
            transport = opened.services
        }
        let session = AWSSession(
            region: target.region, endpoints: target.endpoints,
            credentials: target.credentials(transport, http?.metadata ?? transport, time, logger),
            transport: transport, logger: logger)
        reconciler = try Self.reconciler(components, session, configuration, time)
        registryName = target.name
    }

    /// The same over a session that is there already.
    init(
        _ configuration: Configuration, session: AWSSession, environment: [String: String], time: TimeSource
    ) throws {
        let components = try Components(configuration, environment, time)
        reconciler = try Self.reconciler(components, session, configuration, time)
        registryName = "a registry, Region \(session.region)"
        http = nil
    }

    /// Lets go of connections; after the last call.
    func shutdown() async { await http?.shutdown() }

    private static func reconciler(
        _ components: Components, _ session: AWSSession, _ configuration: Configuration, _ time: TimeSource
    ) throws -> Reconciler {
        Reconciler(
            source: components.source, registry: ECSTaskDefinitionRegistry(try ECSClient(session)),
            references: try AccountReferences(session, configuration, now: time.now), policy: configuration.guardrails,
            waivers: configuration.opaqueWaivers,
            pace: { try await components.rateLimiter.take() }, time: time,
            calls: { session.callCount })
    }

    /// Opens the embedded registry's file, and makes its folder.
    static func openRegistry(
        _ file: String, account: String = "123456789012", settings: Registry.Settings = Registry.Settings()
    ) throws -> Registry {
        try FileManager.default.createDirectory(
            at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        return try Registry(database: .file(file), account: account, settings: settings)
    }
}

/// Connections to servers, which whoever opens them has to close.
private struct Connections: Sendable {
    /// To the services of AWS, or to an embedded registry elsewhere.
    let services: HTTPTransport
    /// To what gives this machine its credentials: never through a proxy.
    let metadata = HTTPTransport(connections: 1)

    /// - Throws: when the environment's proxies or certificates cannot be used; nothing has to be closed then.
    init(_ environment: [String: String]) throws(HTTPSettingsError) {
        services = try HTTPTransport(environment: environment)
    }

    func shutdown() async {
        await services.shutdown()
        await metadata.shutdown()
    }
}

extension Target {
    /// Who signs, over these transports; nothing is sent yet.
    fileprivate func credentials(
        _ transport: any Transport, _ metadata: any Transport, _ time: TimeSource, _ logger: Logger
    ) -> any CredentialsProvider {
        switch identity {
        case .embedded: StaticCredentials.embedded
        case .chain(let chain):
            chain.provider(
                region: region, endpoints: endpoints, transport: transport, directTransport: metadata, time: time,
                logger: logger)
        }
    }
}

/// What does not need the registry.
private struct Components {
    let source: any ManifestSource
    let rateLimiter: RateLimiter

    init(_ configuration: Configuration, _ environment: [String: String], _ time: TimeSource) throws {
        guard let rateLimiter = RateLimiter(perSecond: configuration.pacing.deregistrationsPerSecond, time: time) else {
            throw Failure("spec.pacing.deregistrationsPerSecond must be at least 0.000001")
        }
        self.rateLimiter = rateLimiter
        source =
            switch configuration.source {
            case .directory(let path): DirectorySource(path)
            case .git(let settings):
                try GitSource(
                    settings, cache: configuration.cacheFolder, git: GitProgram(environment: environment))
            }
    }
}

extension Configuration {
    /// Where a Git source keeps its copy: beside the state.
    fileprivate var cacheFolder: String {
        URL(filePath: stateFile).deletingLastPathComponent().relativePath
    }
}
