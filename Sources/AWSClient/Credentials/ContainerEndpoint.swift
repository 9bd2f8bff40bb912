import AWSWire
import SwiftExtensions

/// The agent that provides a container's credentials: that of ECS, of EKS, or any on this machine or behind TLS.
///
/// [Container credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html)
struct ContainerEndpoint: Equatable, Sendable {
    let address: MetadataAddress
    let authorization: Authorization

    /// The authorization that the agent requires.
    enum Authorization: Equatable, Sendable {
        case none
        case token(String)
        /// Read again for every call, as its writer renews it.
        case tokenFile(String)
    }

    private static let relativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let fullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let tokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    private static let fileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    private static let agent = "169.254.170.2"
    /// The agents of EKS, and localhost.
    private static let others: Set<String> = [agent, "169.254.170.23", "fd00:ec2::23", "localhost"]

    /// The endpoint in the environment; nil if there is none. The relative URI takes precedence over the full one.
    /// - Throws: if the endpoint must not receive a token.
    init?(environment: [String: String]) throws(CredentialsError) {
        let environment = environment.filter { !$0.value.isEmpty }
        if let relative = environment[Self.relativeVariable] {
            guard relative.hasPrefix("/") else {
                throw CredentialsError("\(Self.relativeVariable) must begin with '/'")
            }
            address = try MetadataAddress(SourcedText("http://\(Self.agent)\(relative)", Self.relativeVariable))
        } else if let full = environment[Self.fullVariable] {
            address = try MetadataAddress(SourcedText(full, Self.fullVariable))
            guard address.endpoint.scheme == "https" || Self.isTrusted(address.endpoint.host) else {
                throw CredentialsError(
                    """
                    \(Self.fullVariable): plain HTTP is allowed only to this machine and to the agents of ECS and EKS, \
                    not to \(address.endpoint.host): use https
                    """)
            }
        } else {
            return nil
        }
        authorization =
            if let file = environment[Self.fileVariable] {
                .tokenFile(file)
            } else if let token = environment[Self.tokenVariable] {
                .token(try Self.check(token, Self.tokenVariable))
            } else {
                .none
            }
    }

    /// The value of the `authorization` header.
    func header() throws(CredentialsError) -> String? {
        switch authorization {
        case .none: return nil
        case .token(let token): return token
        case .tokenFile(let path):
            let name = "the authorization token file \(printable(path))"
            return try Self.check(try TokenFile.read(path, called: name), name)
        }
    }

    private static func check(_ token: String, _ name: String) throws(CredentialsError) -> String {
        guard !token.isEmpty, token.utf8.count <= 16 << 10, token.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            throw CredentialsError(
                "\(name) is empty, too long, or has a character that a header cannot have, such as a line break")
        }
        return token
    }

    private static func isTrusted(_ host: String) -> Bool {
        isLoopback(host) || others.contains(host.withoutBrackets)
    }
}

extension ContainerEndpoint: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "the container's credentials at \(address)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}

extension ContainerEndpoint {
    private static let attempts = 3
    private static let timeout = Duration.seconds(2)
    private static let pause = Duration.seconds(1)

    /// Calls the agent: three attempts of two seconds, a second apart.
    /// - Parameter transport: must never use a proxy.
    func load(_ transport: any Transport, _ time: TimeSource) async throws(CredentialsError) -> TemporaryCredentials {
        var headers = ["accept": "application/json"]
        headers["authorization"] = try header()
        let request = address.request(headers: headers)
        var attempt = 1
        while true {
            let problem: String
            do {
                let response = try await transport.send(request, to: address.endpoint, timeout: Self.timeout)
                guard response.status != 200 else {
                    return try CredentialsDocument.read(response.body, from: description).ofMetadata(description)
                }
                problem = "status \(response.status)"
            } catch let error as CredentialsError {
                throw error
            } catch {
                problem = "\(error)"
            }
            guard attempt < Self.attempts, !Task.isCancelled else {
                throw CredentialsError("could not get \(self): \(problem) (attempts: \(attempt))")
            }
            attempt += 1
            try? await time.sleep(Self.pause)
        }
    }
}
