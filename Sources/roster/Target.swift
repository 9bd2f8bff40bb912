import AWSClient
import Foundation
import Manifests
import Registry

/// Where calls go and how they are signed: everything about a registry but its connections.
struct Target {
    let region: Region
    /// Where each service listens.
    let endpoints: AWSSession.Endpoints
    let credentials: any CredentialsProvider
    /// How to get there.
    let route: Route

    /// The ways to a registry.
    enum Route {
        /// The embedded one, in this process.
        case inProcess(Registry)
        /// Any other.
        case http
    }

    /// - Parameter region: the flag, where it is given.
    init(_ settings: RegistrySettings, region: String?, environment: [String: String]) throws {
        switch settings {
        case .embedded(let file):
            route = .inProcess(try Assembly.openRegistry(file))
            let endpoint = try Endpoint("http://localhost")
            endpoints = { _ in endpoint }
            self.region = try Self.embeddedRegion(region, environment)
            credentials = StaticCredentials.embedded
        case .embeddedAt(let url):
            route = .http
            let endpoint = try Endpoint(url)
            endpoints = { _ in endpoint }
            guard !endpoint.isAmazon else {
                throw Failure("\(endpoint) is a real account, not an embedded registry: say so with --registry aws")
            }
            self.region = try Self.embeddedRegion(region, environment)
            credentials = StaticCredentials.embedded
        case .aws(let aws):
            try aws.requireSupported()
            route = .http
            let region = try EndpointResolution.region(explicit: region ?? aws.region, environment: environment)
            self.region = region
            endpoints = { (service) throws(EndpointError) in
                try EndpointResolution.endpoint(
                    of: service, explicit: aws.endpointURL, region: region, environment: environment)
            }
            credentials = EnvironmentCredentials(environment: environment)
        }
    }

    private static func embeddedRegion(_ region: String?, _ environment: [String: String]) throws -> Region {
        let isNamed = ["AWS_REGION", "AWS_DEFAULT_REGION"].contains { !(environment[$0] ?? "").isEmpty }
        return try EndpointResolution.region(
            explicit: region ?? (isNamed ? nil : "us-east-1"), environment: environment)
    }
}

extension Endpoint {
    /// Whether it is one of AWS's own.
    fileprivate var isAmazon: Bool {
        [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"].contains { host.lowercased().hasSuffix($0) }
    }
}

extension AWSSettings {
    /// Credentials for another identity than the one that was asked for are never a substitute.
    fileprivate func requireSupported() throws(Failure) {
        for (key, value) in [("profile", profile), ("roleArn", roleARN), ("externalId", externalID)]
        where value != nil {
            throw Failure(
                """
                registry.aws.\(key) is not supported by this version: take it out, and set AWS_ACCESS_KEY_ID, \
                AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN for the identity that you mean
                """)
        }
    }
}
