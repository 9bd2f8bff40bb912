import AWSWire
import Foundation
import SwiftExtensions

/// The metadata service of an EC2 instance, version 2, which requires a session token.
///
/// Version 1, which serves anyone who can make this machine send a GET, is never used. [IMDS credential
/// provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html)
struct InstanceMetadata: Equatable, Sendable {
    let address: MetadataAddress
    /// Whether it is used because nothing else is set.
    let isLastResort: Bool

    static let disabledVariable = "AWS_EC2_METADATA_DISABLED"
    private static let endpointVariable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
    private static let modeVariable = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
    /// The longest lifetime that the service accepts: six hours.
    private static let lifetime = "21600"
    private static let timeout = Duration.seconds(1)
    private static let roles = "/latest/meta-data/iam/security-credentials/"

    /// The service that the environment or else the profile names; nil if it is disabled.
    init?(
        environment: [String: String], profile: Profile?, isLastResort: Bool
    ) throws(CredentialsError) {
        guard environment[Self.disabledVariable]?.lowercased() != "true" else { return nil }
        self.isLastResort = isLastResort
        let setting = "ec2_metadata_service_endpoint"
        let variable = SourcedText(environment[Self.endpointVariable], Self.endpointVariable)
        let chosen = variable.text == nil ? profile?.sourced(setting) ?? variable : variable
        guard chosen.text == nil else {
            address = try MetadataAddress(chosen)
            return
        }
        let mode = environment[Self.modeVariable].flatMap { $0.isEmpty ? nil : $0 } ?? profile?["\(setting)_mode"]
        let isIPv6 = mode?.lowercased() == "ipv6"
        address = try MetadataAddress(
            SourcedText(isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254", Self.endpointVariable))
    }

    /// Gets a token, the role's name and its credentials: one attempt each, of at most a second.
    /// - Parameter transport: must never use a proxy.
    func load(_ transport: any Transport) async throws(CredentialsError) -> TemporaryCredentials {
        do throws(Refusal) {
            let token = try await text(
                of: "/latest/api/token", "PUT", ["x-aws-ec2-metadata-token-ttl-seconds": Self.lifetime], transport)
            let headers = ["x-aws-ec2-metadata-token": token]
            let role = try await text(of: Self.roles, "GET", headers, transport)
            guard role.allSatisfy({ $0.isLetter || $0.isNumber || "+=,.@-_".contains($0) }) else {
                throw Refusal(what: "\(address.appending(Self.roles)) does not name one role")
            }
            let origin = address.appending(Self.roles + role)
            let body = try await body(of: origin, "GET", headers, transport)
            return try document(body, "the response of \(origin)")
        } catch {
            throw isLastResort ? Self.nothing(error.what) : CredentialsError("no credentials: \(error.what)")
        }
    }

    /// The error when no source has credentials.
    /// - Parameter reason: why instance metadata, the last source, has none.
    static func nothing(_ reason: String) -> CredentialsError {
        CredentialsError(
            """
            no credentials: set \(EnvironmentCredentials.keyVariable) and \(EnvironmentCredentials.secretVariable), or \
            name a profile with --profile or AWS_PROFILE (\(reason))
            """)
    }

    private struct Refusal: Error {
        let what: String
    }

    private func document(_ body: Data, _ origin: String) throws(Refusal) -> TemporaryCredentials {
        do {
            return try CredentialsDocument.read(body, from: origin).ofMetadata(origin)
        } catch {
            throw Refusal(what: error.description)
        }
    }

    /// A short response that can be part of a request.
    private func text(
        of path: String, _ method: String, _ headers: [String: String], _ transport: any Transport
    ) async throws(Refusal) -> String {
        let address = address.appending(path)
        let bytes = try await body(of: address, method, headers, transport)
        let text = String(decoding: bytes, as: UTF8.self).trimmed
        guard (1...1024).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal(what: "\(address) did not return a single word")
        }
        return String(text)
    }

    private func body(
        of address: MetadataAddress, _ method: String, _ headers: [String: String], _ transport: any Transport
    ) async throws(Refusal) -> Data {
        let request = address.request(method, headers: headers)
        let response: WireResponse
        do {
            response = try await transport.send(request, to: address.endpoint, timeout: Self.timeout)
        } catch {
            throw Refusal(what: "\(address): \(error)")
        }
        guard response.status == 200 else { throw Refusal(what: "\(address) returned status \(response.status)") }
        return response.body
    }
}
