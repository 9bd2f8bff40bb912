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

/// Assembles a reconciler from a configuration and the environment; the only place that does.
struct Assembly: Sendable {
    let reconciler: Reconciler
    /// A description of the registry, for messages.
    let registryName: String
    /// How fast removals are sent.
    let pacing: Pacing
    /// What is unwise about the configuration, each in one sentence.
    let warnings: [String]
    private let http: Connections?

    /// - Parameters:
    ///   - access: whether an embedded registry's file may be written to.
    ///   - region: the value of `--region`, if given.
    ///   - time: measures ages and paces deregistrations.
    init(
        _ configuration: Configuration, _ access: RegistryAccess = .readWrite, region: String?,
        environment: [String: String], logger: Logger, time: TimeSource = .system
    ) throws {
        let target = try Target(configuration, access, region: region, environment: environment)
        pacing = try configuration.pacing.pacing(ofAccount: try target.mayBeAccount)
        let components = try Components(configuration, environment)
        let transport: any Transport
        // Connections are opened last because they must be closed: nothing may fail after this.
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
            transport: transport, policy: target.retries, logger: logger)
        reconciler = try Self.reconciler(components, session, configuration, pacing, time)
        registryName = target.name
        let pacingWarning = try target.mayBeAccount ? configuration.pacing.warning : nil
        warnings = configuration.warnings.map(\.description) + (pacingWarning.map { [$0] } ?? [])
    }

    /// Uses an existing session, on this machine.
    init(
        _ configuration: Configuration, session: AWSSession, environment: [String: String], time: TimeSource
    ) throws {
        let components = try Components(configuration, environment)
        pacing = try configuration.pacing.pacing(ofAccount: false)
        reconciler = try Self.reconciler(components, session, configuration, pacing, time)
        warnings = []
        registryName = "a registry, Region \(session.region)"
        http = nil
    }

    /// Closes the connections; must follow the last call.
    func shutdown() async { await http?.shutdown() }

    private static func reconciler(
        _ components: Components, _ session: AWSSession, _ configuration: Configuration, _ pacing: Pacing,
        _ time: TimeSource
    ) throws -> Reconciler {
        Reconciler(
            source: components.source, registry: ECSTaskDefinitionRegistry(try ECSClient(session)),
            references: try AccountReferences(session, configuration, time: time), policy: configuration.guardrails,
            waivers: configuration.opaqueWaivers,
            pacing: pacing, time: time, calls: { session.callCount })
    }

    /// Opens the embedded registry's file; to write to it, creates its folder if missing.
    static func openRegistry(
        _ file: String, _ access: RegistryAccess = .readWrite, account: String = "123456789012",
        settings: Registry.Settings = Registry.Settings()
    ) throws -> Registry {
        if access == .readOnly {
            return try Registry(database: .snapshot(of: file), account: account, settings: settings)
        }
        try FileManager.default.createDirectory(
            at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        return try Registry(database: .file(file), account: account, settings: settings)
    }
}

/// Connections to servers, which must be shut down.
private struct Connections: Sendable {
    /// To AWS services, or to an embedded registry elsewhere.
    let services: HTTPTransport
    /// To the credential endpoints of this machine, never through a proxy.
    let metadata = HTTPTransport(connections: 1)

    /// - Throws: if the environment's proxies or certificates cannot be used; then nothing needs to be shut down.
    init(_ environment: [String: String]) throws(HTTPSettingsError) {
        services = try HTTPTransport(environment: environment)
    }

    func shutdown() async {
        await services.shutdown()
        await metadata.shutdown()
    }
}

extension Target {
    /// The credentials provider over these transports; sends nothing yet.
    fileprivate func credentials(
        _ transport: any Transport, _ metadata: any Transport, _ time: TimeSource, _ logger: Logger
    ) -> any CredentialsProvider {
        switch identity {
        case .embedded: StaticCredentials.embedded
        case .chain(let chain):
            chain.provider(
                region: region, endpoints: endpoints, transport: transport, directTransport: metadata, policy: retries,
                time: time, logger: logger)
        }
    }
}

/// The parts that do not need the registry.
private struct Components {
    let source: any ManifestSource

    init(_ configuration: Configuration, _ environment: [String: String]) throws {
        source =
            switch configuration.source {
            case .directory(let path): DirectorySource(path)
            case .git(let settings):
                try GitSource(
                    settings, cache: configuration.stateFolder, git: GitProgram(environment: environment))
            }
    }
}

extension Configuration {
    /// The folder of the state file, where the mirror of a Git source is, and what could not be printed.
    var stateFolder: String {
        URL(filePath: stateFile).deletingLastPathComponent().relativePath
    }
}
