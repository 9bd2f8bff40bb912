import Model
import SwiftExtensions

/// A validated `roster.yaml`. Every key has a default, so the file is optional.
package struct Configuration: Equatable, Sendable {
    /// `metadata.name`: what reports and logs call this instance.
    package var name = "roster"
    /// `spec.registry`.
    package var registry = RegistrySettings.embedded(database: ".roster/registry.db")
    /// `spec.source`.
    package var source = SourceSettings.directory("manifests")
    /// `spec.guardrails`.
    package var guardrails = GuardrailPolicy()
    /// `spec.references`; sources that are absent here are required.
    package var references: [ReferenceSource: ReferencePolicy] = [:]
    /// `spec.references.stepFunctions.redrivable`: for how long after their end executions count that can be redriven;
    /// zero for not at all.
    package var redriveTime = longestRedriveTime
    /// For how long Step Functions can redrive an execution
    /// ([RedriveExecution](https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html)).
    static let longestRedriveTime = Duration.seconds(14 * 86400)
    /// `spec.pacing`.
    package var pacing = PacingSettings()
    /// `spec.controller`.
    package var controller = ControllerSettings()
    /// `spec.state.sqlite.file`: the state file; the mirror of a Git source is kept next to it.
    package var stateFile = ".roster/state.db"

    /// Sets every key to its default.
    package init() {}
}

/// `spec.registry`: exactly one of `embedded`, `aws`.
package enum RegistrySettings: Equatable, Sendable {
    /// `embedded: {database: …}`: runs in process on a SQLite file.
    case embedded(database: String)
    /// `embedded: {url: …}`: listens elsewhere.
    case embeddedAt(url: String)
    /// `aws: {…}`.
    case aws(AWSSettings)
}

/// `spec.registry.aws`; absent values come from the environment, as with the AWS CLI.
package struct AWSSettings: Equatable, Sendable {
    /// `region`.
    package var region: String?
    /// `profile`.
    package var profile: String?
    /// `roleArn`: assumed before every call.
    package var roleARN: String?
    /// `externalId`: requires `roleArn`.
    package var externalID: String?
    /// `endpointUrl`: the endpoint of all services.
    package var endpointURL: String?

    /// Takes everything from the environment.
    package init() {}
}

/// `spec.source`: exactly one of `directory`, `git`.
package enum SourceSettings: Equatable, Sendable {
    /// `directory: manifests`.
    case directory(String)
    /// `git: {…}`.
    case git(GitSettings)
}

/// `spec.source.git`.
package struct GitSettings: Equatable, Sendable {
    /// `url`.
    package var address: RepositoryAddress
    /// Where `url` is set.
    package var location: SourceLocation?
    /// `tokenFile` or `tokenEnvironment`.
    package var token: TokenSource?
    /// `branch`.
    package var branch = "main"
    /// `path`: the folder of the manifests within the repository.
    package var path = "manifests"
    /// `interval`: how often the branch is checked for new commits.
    package var interval: Duration = .seconds(60)

    /// Sets every other key to its default.
    package init(_ address: RepositoryAddress) { self.address = address }
}

/// Where the token for a repository is, and where that is set. A message shows neither name nor path: people paste the
/// token itself there.
package enum TokenSource: Equatable, Sendable {
    /// `tokenFile`: the path of a file with a token and nothing else, read anew for each command.
    case file(String, at: SourceLocation)
    /// `tokenEnvironment`: the name of an environment variable.
    case environment(String, at: SourceLocation)
}

/// Whether a source must be read completely.
package enum ReferencePolicy: Equatable, Sendable {
    /// `required`: if it cannot be read completely, nothing is removed.
    case required
    /// `{waived: "why"}`: not read; every report repeats the reason with its location.
    case waived(reason: String, at: SourceLocation)
    /// `{opaque: {NAME: "why", …}}`: required, but what these things use may stay unknown.
    case requiredExcept([OpaqueWaiver])
}

/// `spec.pacing`.
package struct PacingSettings: Equatable, Sendable {
    /// `deregistrationsPerSecond`: on average, at least 0.000001; nil for the default, which depends on the registry.
    /// An account's limit is 1, shared with every pipeline.
    package var deregistrationsPerSecond: Double?
    /// `burst`: how many are sent side by side, 1 to 100. An account allows no more than 20.
    package var burst = 10
    /// Where `burst` is set; nil for the default.
    package var burstLocation: SourceLocation?

    /// Sets every key to its default.
    package init() {}
}

/// `spec.controller`.
package struct ControllerSettings: Equatable, Sendable {
    /// `interval`: from the end of one cycle to the start of the next, before jitter.
    package var interval: Duration = .seconds(300)
    /// `listen`: the address that serves health, metrics and API.
    package var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// `hosts`: names by which the controller is reached, besides those of loopback, as behind a proxy.
    package var hosts: [String] = []

    /// Sets every key to its default.
    package init() {}
}

/// `HOST:PORT`, for example `127.0.0.1:8080` or `[::1]:8080`; port 0 lets the system pick.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    package let host: String
    /// 0 to 65535.
    package let port: Int

    /// Takes parts that are known to be valid.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil unless the text is `HOST:PORT`.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(digits: text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension Configuration {
    /// What is unwise about how the repository is reached.
    package var warnings: [Diagnostic] {
        guard case .git(let git) = source, case .http(let origin) = git.address.transport else { return [] }
        var found: [Diagnostic] = []
        if git.address.password != nil {
            found.append(
                Diagnostic(
                    "'url' contains a password: put it in a file of its own, and name that in 'tokenFile'",
                    at: git.location))
        } else if git.address.user != nil, git.token == nil {
            found.append(
                Diagnostic(
                    "'url' contains a user: if it is a token, put it in a file, and name that in 'tokenFile'",
                    at: git.location))
        }
        let hasSecret = (git.address.password ?? git.address.user) != nil || git.token != nil
        if hasSecret, !origin.isEncrypted, !isLoopback(origin.host.withoutBrackets) {
            found.append(
                Diagnostic("'url' is http://, so the token is sent unencrypted: use https://", at: git.location))
        }
        return found
    }

    /// The waivers for opaque references of all sources, ordered by source and name.
    package var opaqueWaivers: [OpaqueWaiver] {
        references.values.flatMap(\.opaqueWaivers).sorted {
            ($0.source.rawValue, $0.name) < ($1.source.rawValue, $1.name)
        }
    }
}

extension ReferencePolicy {
    fileprivate var opaqueWaivers: [OpaqueWaiver] {
        switch self {
        case .required, .waived: []
        case .requiredExcept(let waivers): waivers
        }
    }
}
