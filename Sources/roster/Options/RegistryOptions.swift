import ArgumentParser
import Manifests
import Model

/// The flags that select the registry and the configuration. As with the AWS CLI, flags override the file.
struct RegistryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration (default: roster.yaml, if it exists).", valueName: "file"))
    var config: String?

    @Option(help: "The registry: 'embedded', or 'aws' for a real account or moto. Overrides the configuration.")
    var registry: RegistryKind?

    @Option(help: ArgumentHelp("The URL that all calls go to.", valueName: "url"))
    var endpointURL: String?

    @Option(help: "The Region, for example eu-west-1.")
    var region: String?

    @Option(help: "A profile in the AWS configuration, for credentials and Region.")
    var profile: String?
}

/// The values of `--registry`.
enum RegistryKind: String, ExpressibleByArgument, CaseIterable {
    case embedded, aws
}

extension Configuration {
    /// Applies the flags.
    ///
    /// - Parameter path: the manifests, if they are named on the command line.
    mutating func apply(_ options: RegistryOptions, path: String?) {
        if let path { source = .directory(path) }
        switch (options.registry, registry) {
        case (.aws, .aws), (nil, .aws), (.embedded, .embedded), (.embedded, .embeddedAt), (nil, .embedded),
            (nil, .embeddedAt):
            break
        case (.aws, .embedded), (.aws, .embeddedAt): registry = .aws(AWSSettings())
        case (.embedded, .aws): registry = Configuration().registry
        }
        if let profile = options.profile, case .aws(var settings) = registry {
            settings.profile = profile
            registry = .aws(settings)
        }
        guard let url = options.endpointURL else { return }
        if case .aws(var settings) = registry {
            settings.endpointURL = url
            registry = .aws(settings)
        } else {
            registry = .embeddedAt(url: url)
        }
    }
}
