import Logging
import SwiftExtensions

/// The credential source that the chain selected. Nothing that prints it shows a secret.
///
/// [Credential providers](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html)
package struct CredentialsChain: Sendable {
    private let source: CredentialsSource
    /// The environment of `credential_process`.
    private let environment: [String: String]

    /// Selects the source from the settings; nothing is sent or run.
    ///
    /// - Parameters:
    ///   - profile: the explicitly named profile; nil leaves it to the environment. It takes precedence over keys in
    ///     the environment.
    ///   - role: assumed with the chain's credentials; nil if these sign the calls themselves.
    /// - Throws: if a setting cannot be used, or nothing is set and instance metadata is disabled.
    package init(
        profile: String?, role: AssumedRole?, environment: [String: String], configuration: SharedConfiguration
    ) throws(CredentialsError) {
        let resolution = CredentialsResolution(
            environment: environment, configuration: configuration, explicitProfile: profile)
        let found = try resolution.source()
        source = role.map { .role($0, by: found) } ?? found
        self.environment = environment
    }

    /// The provider, which gets credentials on first use and renews them in time.
    ///
    /// - Parameters:
    ///   - endpoints: finds STS.
    ///   - transport: sends to STS.
    ///   - directTransport: sends to the metadata services, never through a proxy.
    ///   - policy: for the calls of STS.
    ///   - logger: logs failed renewals while the old credentials are still usable.
    package func provider(
        region: Region, endpoints: @escaping AWSSession.Endpoints, transport: any Transport,
        directTransport: any Transport, policy: RetryPolicy = RetryPolicy(), time: TimeSource = .system,
        logger: Logger? = nil
    ) -> any CredentialsProvider {
        let factory = ProviderFactory(
            environment: environment, directTransport: directTransport, time: time, logger: logger
        ) {
            AWSSession(
                region: region, endpoints: endpoints, credentials: $0, transport: transport, policy: policy, time: time,
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

/// Makes the provider of a source and of those that it depends on.
private struct ProviderFactory {
    let environment: [String: String]
    let directTransport: any Transport
    let time: TimeSource
    let logger: Logger?
    let session: @Sendable (any CredentialsProvider) -> AWSSession

    func provider(of source: CredentialsSource) -> any CredentialsProvider {
        let origin = source.origin
        switch source {
        case .fixed(let value, from: _): return ExpiringCredentials(value: value, time: time, origin: origin)
        case .process(let process):
            let environment = environment
            return refreshing("\(process)", origin) { () async throws(CredentialsError) in
                try await process.load(environment: environment)
            }
        case .container(let endpoint):
            let (transport, time) = (directTransport, time)
            return refreshing("\(endpoint)", origin) { () async throws(CredentialsError) in
                try await endpoint.load(transport, time)
            }
        case .instanceMetadata(let service):
            let transport = directTransport
            let name = "the instance metadata at \(service.address)"
            return refreshing(name, origin) { () async throws(CredentialsError) in
                try await service.load(transport)
            }
        case .role(let role, by: let other):
            let session = session(provider(of: other))
            return refreshing("the role \(role.arn)", origin) { () async throws(CredentialsError) in
                try await session.assume(role)
            }
        case .webIdentity(let identity):
            // This call is not signed.
            let session = session(StaticCredentials.embedded)
            return refreshing("the role \(identity.role.arn)", origin) { () async throws(CredentialsError) in
                try await session.assume(identity)
            }
        }
    }

    private func refreshing(
        _ name: String, _ origin: CredentialsOrigin, _ load: @escaping RefreshingCredentials.Load
    ) -> RefreshingCredentials {
        RefreshingCredentials(name, origin: origin, time: time, logger: logger, load: load)
    }
}
