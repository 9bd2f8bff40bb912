import AWSAdapters
import AWSClient
import EmbeddedRegistry
import Foundation
import Manifests
import Model

/// What a command does with the registry. One that only reads creates no file, and changes none.
enum RegistryAccess {
    case readOnly, readWrite
}

/// Where calls go and how they are signed: everything about a registry except its connections.
struct Target {
    /// A description of the registry, for messages: its kind, its address, and its account and Region as far as they
    /// are known before any call.
    let name: String
    let region: Region
    /// The endpoint of each service.
    let endpoints: AWSSession.Endpoints
    let identity: Identity
    /// How often failed calls are tried again.
    let retries: RetryPolicy
    let route: Route

    /// How calls reach the registry.
    enum Route {
        /// The embedded registry in this process.
        case inProcess(Registry)
        /// An embedded registry that listens elsewhere.
        case embeddedHTTP
        /// AWS, or anything else with its APIs.
        case http
    }

    /// Whose credentials sign the calls.
    enum Identity {
        /// Fixed credentials: an embedded registry requires a signature, but accepts anyone's.
        case embedded
        /// The identity that the environment and the AWS configuration determine.
        case chain(CredentialsChain)
    }
}

extension Target {
    /// - Parameters:
    ///   - access: whether an embedded registry's file may be written to.
    ///   - region: the value of `--region`, if given.
    init(
        _ configuration: Configuration, _ access: RegistryAccess, region: String?, environment: [String: String]
    ) throws {
        switch configuration.registry {
        case .embedded(let file):
            let isMissing = access == .readOnly && !FileManager.default.fileExists(atPath: file)
            self = try Self.embedded(
                "in \(file)\(isMissing ? ", which does not exist yet" : "")", try Endpoint("http://localhost"),
                .inProcess(try Assembly.openRegistry(file, access)), region, environment)
        case .embeddedAt(let url):
            let endpoint = try Endpoint(url)
            guard !endpoint.isAmazon else {
                throw Failure("\(endpoint) is a real account, not an embedded registry: use --registry aws")
            }
            self = try Self.embedded("at \(endpoint)", endpoint, .embeddedHTTP, region, environment)
        case .aws(let aws): self = try Self.account(aws, configuration, region, environment)
        }
    }

    /// - Parameter place: follows "the embedded registry".
    private static func embedded(
        _ place: String, _ endpoint: Endpoint, _ route: Route, _ region: String?, _ environment: [String: String]
    ) throws -> Target {
        let region = try embeddedRegion(region, environment)
        return Target(
            name: "the embedded registry \(place), Region \(region)", region: region, endpoints: { _ in endpoint },
            identity: .embedded, retries: RetryPolicy(), route: route)
    }

    private static func account(
        _ aws: AWSSettings, _ configuration: Configuration, _ region: String?, _ environment: [String: String]
    ) throws -> Target {
        let files = try SharedConfiguration.read(environment: environment)
        let profile = try files.profile(explicit: aws.profile, environment: environment)
        let region = try EndpointResolution.region(
            explicit: region ?? aws.region, environment: environment, profile: profile)
        let endpoints: AWSSession.Endpoints = { (service) throws(EndpointError) in
            try EndpointResolution.endpoint(
                of: service, explicit: aws.endpointURL, region: region, environment: environment, profile: profile,
                files: files)
        }
        let retries = try RetryPolicy(environment: environment, profile: profile)
        try requireOneAccount(AccountReferences.services(for: configuration), endpoints)
        let role = try aws.roleARN.map { try AssumedRole(arn: $0, externalID: aws.externalID) }
        let chain = try CredentialsChain(
            profile: aws.profile, role: role, environment: environment, configuration: files)
        return Target(
            name: "ECS at \(try endpoints(.ecs)), Region \(region), \(aws.accountDescription)", region: region,
            endpoints: endpoints, identity: .chain(chain), retries: retries, route: .http)
    }

    /// Refuses a mix of AWS and stand-in endpoints: a stand-in for one service would be read completely, and report
    /// that nothing is in use.
    ///
    /// - Parameter services: the services that are called; those of waived sources do not matter.
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

    /// Whether the registry may be an account: any endpoint but a loopback address may lead to one, through a private
    /// name or a gateway.
    var mayBeAccount: Bool {
        get throws {
            switch route {
            case .inProcess: false
            case .embeddedHTTP, .http: try !endpoints(.ecs).isLoopback
            }
        }
    }

    private static func embeddedRegion(_ region: String?, _ environment: [String: String]) throws -> Region {
        let isNamed = ["AWS_REGION", "AWS_DEFAULT_REGION"].contains { !(environment[$0] ?? "").isEmpty }
        return try EndpointResolution.region(
            explicit: region ?? (isNamed ? nil : "us-east-1"), environment: environment)
    }
}

extension AWSSettings {
    /// Describes the account; its ID is unknown until a call has succeeded.
    fileprivate var accountDescription: String {
        if let roleARN { return "the account of \(roleARN)" }
        if let profile { return "the account of the profile '\(profile)'" }
        return "the account of the configured credentials"
    }
}
