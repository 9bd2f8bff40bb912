import AWSAdapters
import AWSClient
import EmbeddedRegistry
import Foundation
import Manifests
import Model

/// Where calls go and how they are signed: everything about a registry but its connections.
struct Target {
    /// Which registry it is, in words: what kind, where, and of which account and Region as far as is known before a
    /// call.
    let name: String
    let region: Region
    /// Where each service listens.
    let endpoints: AWSSession.Endpoints
    let identity: Identity
    /// How to get there.
    let route: Route

    /// The ways to a registry.
    enum Route {
        /// The embedded one, in this process.
        case inProcess(Registry)
        /// The embedded one, where it listens elsewhere.
        case embeddedHTTP
        /// Any other.
        case http
    }

    /// Who signs the calls.
    enum Identity {
        /// Anybody: an embedded registry asks for a signature, not whose.
        case embedded
        /// Whoever the environment and the AWS configuration name.
        case chain(CredentialsChain)
    }

    /// - Parameter region: the flag, where it is given.
    init(_ configuration: Configuration, region: String?, environment: [String: String]) throws {
        switch configuration.registry {
        case .embedded(let file):
            route = .inProcess(try Assembly.openRegistry(file))
            let endpoint = try Endpoint("http://localhost")
            endpoints = { _ in endpoint }
            self.region = try Self.embeddedRegion(region, environment)
            identity = .embedded
            name = "the embedded registry in \(file), Region \(self.region)"
        case .embeddedAt(let url):
            route = .embeddedHTTP
            let endpoint = try Endpoint(url)
            endpoints = { _ in endpoint }
            guard !endpoint.isAmazon else {
                throw Failure("\(endpoint) is a real account, not an embedded registry: use --registry aws")
            }
            self.region = try Self.embeddedRegion(region, environment)
            identity = .embedded
            name = "the embedded registry at \(endpoint), Region \(self.region)"
        case .aws(let aws):
            route = .http
            let files = try SharedConfiguration.read(environment: environment)
            let profile = try files.profile(explicit: aws.profile, environment: environment)
            let region = try EndpointResolution.region(
                explicit: region ?? aws.region, environment: environment, profile: profile)
            self.region = region
            endpoints = { (service) throws(EndpointError) in
                try EndpointResolution.endpoint(
                    of: service, explicit: aws.endpointURL, region: region, environment: environment, profile: profile,
                    files: files)
            }
            try Self.requireOneAccount(AccountReferences.services(for: configuration), endpoints)
            let role = try aws.roleARN.map { try AssumedRole(arn: $0, externalID: aws.externalID) }
            identity = .chain(
                try CredentialsChain(
                    profile: aws.profile, role: role, environment: environment, configuration: files))
            name = "ECS at \(try endpoints(.ecs)), Region \(region), \(aws.accountDescription)"
        }
    }

    /// A stand-in for one service beside the real account would be read completely, and say that nothing is in use.
    ///
    /// - Parameter services: those that are called; what the configuration waives may be anywhere.
    private static func requireOneAccount(
        _ services: Set<AWSService>, _ endpoints: AWSSession.Endpoints
    ) throws {
        let ecs = try endpoints(.ecs)
        for service in services.sorted(by: { $0.name < $1.name }) {
            let other = try endpoints(service)
            guard ecs.isAmazon != other.isAmazon else { continue }
            throw Failure(
                """
                ecs is at \(ecs) and \(service) at \(other), and only one of them is AWS: set \
                AWS_ENDPOINT_URL_\(service.sdkName) or AWS_ENDPOINT_URL_ECS so that both belong to the same account, \
                or waive the sources that call \(service)
                """)
        }
    }

    private static func embeddedRegion(_ region: String?, _ environment: [String: String]) throws -> Region {
        let isNamed = ["AWS_REGION", "AWS_DEFAULT_REGION"].contains { !(environment[$0] ?? "").isEmpty }
        return try EndpointResolution.region(
            explicit: region ?? (isNamed ? nil : "us-east-1"), environment: environment)
    }
}

extension AWSSettings {
    /// Whose account it is: its number is known when something there has answered.
    fileprivate var accountDescription: String {
        if let roleARN { return "the account of \(roleARN)" }
        if let profile { return "the account of the profile '\(profile)'" }
        return "the account of the configured credentials"
    }
}
