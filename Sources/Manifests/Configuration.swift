import Model

/// `roster.yaml`: a value of it is checked. Every key has a default, so that no file is needed.
package struct Configuration: Equatable, Sendable {
    /// `metadata.name`: what reports and logs call this instance.
    package var name = "roster"
    /// `spec.registry`.
    package var registry = RegistrySettings.embedded(database: ".roster/registry.db")
    /// `spec.source`.
    package var source = SourceSettings.directory("manifests")
    /// `spec.guardrails`.
    package var guardrails = GuardrailPolicy()
    /// `spec.references`: sources that are not named here are required.
    package var references: [ReferenceSource: ReferencePolicy] = [:]
    /// `spec.pacing`.
    package var pacing = PacingSettings()
    /// `spec.controller`.
    package var controller = ControllerSettings()
    /// `spec.state.sqlite.file`: the state's file; the copy of a Git source lies beside it.
    package var stateFile = ".roster/state.db"

    /// Every default.
    package init() {}
}

/// `spec.registry`: exactly one of `embedded`, `aws`.
package enum RegistrySettings: Equatable, Sendable {
    /// `embedded: {database: …}`: in process, in a SQLite file.
    case embedded(database: String)
    /// `embedded: {url: …}`: one that listens elsewhere.
    case embeddedAt(url: String)
    /// `aws: {…}`.
    case aws(AWSSettings)
}

/// `spec.registry.aws`; what is absent comes from the environment, as with the AWS CLI.
package struct AWSSettings: Equatable, Sendable {
    /// `region`.
    package var region: String?
    /// `profile`.
    package var profile: String?
    /// `roleArn`: assumed before every call.
    package var roleARN: String?
    /// `externalId`: goes with `roleArn`.
    package var externalID: String?
    /// `endpointUrl`: all services go there.
    package var endpointURL: String?

    /// Everything from the environment.
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
    /// `url`: what `git fetch` takes.
    package var url: String
    /// `branch`.
    package var branch = "main"
    /// `path`: the folder of the manifests within the repository.
    package var path = "manifests"
    /// `interval`: how often the branch is looked at.
    package var interval: Duration = .seconds(60)

    /// A repository with every other key at its default.
    package init(url: String) { self.url = url }
}

/// Whether a source must be read whole.
package enum ReferencePolicy: Equatable, Sendable {
    /// `required`: when it cannot be read whole, nothing is removed.
    case required
    /// `{waived: "why"}`: not read, for a reason that every report repeats with its location.
    case waived(reason: String, at: SourceLocation)
    /// `{opaque: {NAME: "why", …}}`: required, but of these things nobody has to know what they use.
    case requiredExcept([OpaqueWaiver])
}

/// `spec.pacing`.
package struct PacingSettings: Equatable, Sendable {
    /// `deregistrationsPerSecond`: 0.000001 to 1; the account's own limit is 1, shared with every pipeline.
    package var deregistrationsPerSecond = 0.5

    /// Every default.
    package init() {}
}

/// `spec.controller`.
package struct ControllerSettings: Equatable, Sendable {
    /// `interval`: from the end of one cycle to the start of the next, before jitter.
    package var interval: Duration = .seconds(300)
    /// `listen`: the address of health, metrics and API.
    package var listen = ListenAddress(host: "127.0.0.1", port: 8080)

    /// Every default.
    package init() {}
}

/// `HOST:PORT`, for example `127.0.0.1:8080` or `[::1]:8080`; port 0 lets the system pick.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    package let host: String
    /// 0 to 65535.
    package let port: Int

    /// An address whose parts are known to be right.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil when the text is not `HOST:PORT`.
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
    /// The waivers for single things of every source, by source and name.
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
