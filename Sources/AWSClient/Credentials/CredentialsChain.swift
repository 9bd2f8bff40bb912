import Logging
import SwiftExtensions

/// The chain of credentials, decided: which source it is. Nothing that prints it shows a secret.
///
/// [Credential providers](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html)
package struct CredentialsChain: Sendable {
    private let source: CredentialsSource
    /// What programs are run with.
    private let environment: [String: String]

    /// Decides by the settings alone; nothing is sent or run.
    ///
    /// - Parameters:
    ///   - profile: which was asked for; nil leaves it to the environment. One that was asked for goes before the keys
    ///     of the environment.
    ///   - role: which the credentials of the chain assume; nil when they sign the calls themselves.
    /// - Throws: when what is set cannot be used, or nothing is set and instance metadata must not be asked.
    package init(
        profile: String?, role: AssumedRole?, environment: [String: String], configuration: SharedConfiguration
    ) throws(CredentialsError) {
        let resolution = CredentialsResolution(
            environment: environment, configuration: configuration, explicitProfile: profile)
        let found = try resolution.source()
        source = role.map { .role($0, by: found) } ?? found
        self.environment = environment
    }

    /// The provider, which gets credentials when it is first asked, and renews them in time.
    ///
    /// - Parameters:
    ///   - endpoints: where STS listens.
    ///   - transport: the way to STS.
    ///   - directTransport: the way to the metadata services, which never goes through a proxy.
    ///   - logger: hears of renewals that failed and were not needed yet.
    package func provider(
        region: Region, endpoints: @escaping AWSSession.Endpoints, transport: any Transport,
        directTransport: any Transport, time: TimeSource = .system, logger: Logger? = nil
    ) -> any CredentialsProvider {
        let factory = ProviderFactory(
            environment: environment, directTransport: directTransport, time: time, logger: logger
        ) {
            AWSSession(
                region: region, endpoints: endpoints, credentials: $0, transport: transport, time: time,
                logger: logger)
        }
        return factory.provider(of: source)
    }
}

extension CredentialsChain: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "the chain of credentials" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Makes a provider of a source, and of those that it needs.
private struct ProviderFactory {
    let environment: [String: String]
    let directTransport: any Transport
    let time: TimeSource
    let logger: Logger?
    let session: @Sendable (any CredentialsProvider) -> AWSSession

    func provider(of source: CredentialsSource) -> any CredentialsProvider {
        switch source {
        case .fixed(let value): return ExpiringCredentials(value: value, time: time)
        case .process(let process):
            let environment = environment
            return refreshing("\(process)") { () async throws(CredentialsError) in
                try await process.load(environment: environment)
            }
        case .container(let endpoint):
            let (transport, time) = (directTransport, time)
            return refreshing("\(endpoint)") { () async throws(CredentialsError) in
                try await endpoint.load(transport, time)
            }
        case .instanceMetadata(let service):
            let transport = directTransport
            return refreshing("the instance metadata at \(service.address)") { () async throws(CredentialsError) in
                try await service.load(transport)
            }
        case .role(let role, by: let other):
            let session = session(provider(of: other))
            return refreshing("the role \(role.arn)") { () async throws(CredentialsError) in
                try await session.assume(role)
            }
        case .webIdentity(let identity):
            // Nobody signs this call.
            let session = session(StaticCredentials.embedded)
            return refreshing("the role \(identity.role.arn)") { () async throws(CredentialsError) in
                try await session.assume(identity)
            }
        }
    }

    private func refreshing(_ name: String, _ load: @escaping RefreshingCredentials.Load) -> RefreshingCredentials {
        RefreshingCredentials(name, time: time, logger: logger, load: load)
    }
}
