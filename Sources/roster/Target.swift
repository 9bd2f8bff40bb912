import AWSClient
import Foundation
import Manifests
import Registry

/// Where calls go and how they are signed: everything about a registry but its connections.
struct Target {
    let region: Region
    let endpoint: Endpoint
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
            endpoint = try Endpoint("http://localhost")
            self.region = try Self.embeddedRegion(region, environment)
            credentials = Self.embeddedCredentials(environment)
        case .embeddedAt(let url):
            route = .http
            endpoint = try Endpoint(url)
            self.region = try Self.embeddedRegion(region, environment)
            credentials = Self.embeddedCredentials(environment)
        case .aws(let aws):
            try aws.requireSupported()
            route = .http
            self.region = try EndpointResolution.region(explicit: region ?? aws.region, environment: environment)
            endpoint = try EndpointResolution.ecs(
                explicit: aws.endpointURL, region: self.region, environment: environment)
            credentials = EnvironmentCredentials(environment: environment)
        }
    }

    private static func embeddedRegion(_ region: String?, _ environment: [String: String]) throws -> Region {
        let isNamed = ["AWS_REGION", "AWS_DEFAULT_REGION"].contains { !(environment[$0] ?? "").isEmpty }
        return try EndpointResolution.region(
            explicit: region ?? (isNamed ? nil : "us-east-1"), environment: environment)
    }

    private static func embeddedCredentials(_ environment: [String: String]) -> EnvironmentCredentials {
        // The embedded registry takes any key; without one the calls are signed with this pair.
        EnvironmentCredentials(
            environment: environment, fallback: Credentials(accessKeyID: "roster", secretAccessKey: "roster"))
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
