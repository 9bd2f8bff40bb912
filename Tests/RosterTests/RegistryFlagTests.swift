import ArgumentParser
import Manifests
import Model
import Testing

@testable import roster

struct FlagCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let arguments: [String]
    let configured: RegistrySettings
    let expected: RegistrySettings

    init(
        _ name: String, _ arguments: [String], _ configured: RegistrySettings = file,
        becomes expected: RegistrySettings
    ) {
        testDescription = name
        self.arguments = arguments
        self.configured = configured
        self.expected = expected
    }
}

private let file = RegistrySettings.embedded(database: "r.db")
private let url = "http://127.0.0.1:8000"

private func aws(endpoint: String? = nil, region: String? = nil) -> RegistrySettings {
    var settings = AWSSettings()
    settings.endpointURL = endpoint
    settings.region = region
    return .aws(settings)
}

@Test(
    "flags select the registry, and a real account is never the default",
    arguments: [
        FlagCase("no flag keeps what is configured", [], becomes: file),
        FlagCase("only a URL is another embedded registry", ["--endpoint-url", url], becomes: .embeddedAt(url: url)),
        FlagCase(
            "embedded at a URL", ["--registry", "embedded", "--endpoint-url", url], becomes: .embeddedAt(url: url)),
        FlagCase(
            "embedded over a configured account is the default file", ["--registry", "embedded"], aws(),
            becomes: Configuration().registry),
        FlagCase("aws needs a flag", ["--registry", "aws"], becomes: aws()),
        FlagCase("aws at a URL", ["--registry", "aws", "--endpoint-url", url], becomes: aws(endpoint: url)),
        FlagCase(
            "a URL for a configured account keeps its Region", ["--endpoint-url", url], aws(region: "eu-west-1"),
            becomes: aws(endpoint: url, region: "eu-west-1")),
        FlagCase(
            "a configured account stays as configured", ["--registry", "aws"], aws(region: "eu-west-1"),
            becomes: aws(region: "eu-west-1")),
    ])
func decides(_ this: FlagCase) throws {
    var configuration = Configuration()
    configuration.registry = this.configured
    configuration.apply(try RegistryOptions.parse(this.arguments), path: nil)
    #expect(configuration.registry == this.expected)
}

@Test("a path on the command line replaces the configured source")
func namesManifests() throws {
    var configuration = Configuration()
    configuration.source = .git(GitSettings(try RepositoryAddress("https://example.com/x.git")))
    configuration.apply(try RegistryOptions.parse([]), path: "here")
    #expect(configuration.source == .directory("here"))
}
