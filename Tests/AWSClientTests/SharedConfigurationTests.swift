import AWSWire
import Foundation
import TestSupport
import Testing

@testable import AWSClient

@Suite struct SharedConfigurationTests {
    static let configuration = """
        [default]
        region = eu-west-1
        [profile dev]
        region = eu-west-2
        use_fips_endpoint = TRUE
        use_dualstack_endpoint = no
        ca_bundle =
        services = local
        aws_access_key_id = of-config
        output = json
        [profile "two words"]
        endpoint_url = http://127.0.0.1:1
        services = nowhere
        [services local]
        ecs =
          endpoint_url = http://127.0.0.1:2
        s3 =
          endpoint_url =
        [sso-session dev]
        sso_region = us-east-1
        [dev]
        region = never
        [profiles dev]
        region = never
        [profile a b]
        region = never
        """
    static let credentials = """
        [dev]
        aws_access_key_id = of-credentials
        [profile odd]
        aws_access_key_id = odd
        [ci]
        aws_access_key_id = ci
        """

    /// As read from two files.
    static func make() throws -> SharedConfiguration {
        SharedConfiguration(
            configuration: try INIFile(configuration), credentials: try INIFile(credentials), location: "C or K")
    }

    @Test(
        arguments: [
            ("default", "region", "eu-west-1"), ("dev", "region", "eu-west-2"), ("dev", "output", "json"),
            ("dev", "aws_access_key_id", "of-credentials"), ("dev", "ca_bundle", nil), ("dev", "missing", nil),
            ("two words", "endpoint_url", "http://127.0.0.1:1"), ("profile odd", "aws_access_key_id", "odd"),
            ("ci", "aws_access_key_id", "ci"),
        ] as [(String, String, String?)])
    func setting(profile: String, key: String, value: String?) throws {
        #expect(try #require(Self.make().profile(named: profile))[key] == value)
    }

    @Test(arguments: ["odd", "a b", "a", "local", "services local", "DEV", "sso-session dev", ""])
    func isNoProfile(name: String) throws {
        #expect(try Self.make().profile(named: name) == nil)
    }

    @Test(arguments: [("use_fips_endpoint", true), ("use_dualstack_endpoint", false), ("ca_bundle", nil)])
    func flag(key: String, value: Bool?) throws {
        #expect(try #require(Self.make().profile(named: "dev")).flag(key) == value)
    }

    struct Choice: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var explicit: String?
        var environment: [String: String] = [:]
        let expected: String?
    }

    @Test(arguments: [
        Choice(testDescription: "the default", expected: "default"),
        Choice(testDescription: "AWS_PROFILE", environment: ["AWS_PROFILE": "dev"], expected: "dev"),
        Choice(
            testDescription: "AWS_DEFAULT_PROFILE first",
            environment: ["AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": "ci"], expected: "ci"),
        Choice(
            testDescription: "set to nothing", environment: ["AWS_PROFILE": "dev", "AWS_DEFAULT_PROFILE": ""],
            expected: "dev"),
        Choice(testDescription: "the flag", explicit: "ci", environment: ["AWS_PROFILE": "dev"], expected: "ci"),
        Choice(
            testDescription: "a variable that is wrong", environment: ["AWS_PROFILE": "x\u{1B}"],
            expected: #"AWS_PROFILE: there is no profile 'x\u{1b}' in C or K"#),
        Choice(
            testDescription: "a flag that is wrong", explicit: "x", environment: ["AWS_PROFILE": "dev"],
            expected: "there is no profile 'x' in C or K"),
    ])
    func profile(choice: Choice) throws {
        let shared = try Self.make()
        let found = Result { () throws(SharedConfigurationError) in
            try shared.profile(explicit: choice.explicit, environment: choice.environment)
        }
        switch found {
        case .success(let profile): #expect(profile?.name == choice.expected)
        case .failure(let error): #expect(error.description == choice.expected)
        }
    }

    @Test func theDefaultMayBeMissing() throws {
        #expect(try SharedConfiguration.empty.profile(explicit: nil, environment: [:]) == nil)
        #expect(throws: SharedConfigurationError.self) {
            try SharedConfiguration.empty.profile(explicit: nil, environment: ["AWS_PROFILE": "default"])
        }
    }

    @Test(arguments: [("ecs", "http://127.0.0.1:2"), ("s3", nil), ("sts", nil)])
    func endpointOfAService(service: String, url: String?) throws {
        let shared = try Self.make()
        let dev = try #require(shared.profile(named: "dev"))
        #expect(try shared.endpointURL(ofService: service, for: dev) == url)
        let other = try #require(shared.profile(named: "default"))
        #expect(try shared.endpointURL(ofService: service, for: other) == nil)
    }

    @Test func namesAServicesSectionThatIsMissing() throws {
        let shared = try Self.make()
        let profile = try #require(shared.profile(named: "two words"))
        let error = try #require(throws: SharedConfigurationError.self) {
            try shared.endpointURL(ofService: "ecs", for: profile)
        }
        #expect("\(error)".hasPrefix("the profile 'two words' names the section [services nowhere]"))
    }

    @Test func readsTheFilesOfAHome() throws {
        try TemporaryFolder.with { folder in
            try folder.write(Self.configuration, to: ".aws/config")
            try folder.write(Self.credentials, to: ".aws/credentials")
            try folder.write("[profile other]\nregion = x", to: "other")
            let home = try SharedConfiguration.read(environment: ["HOME": folder.path])
            #expect(home.profile(named: "dev")?["aws_access_key_id"] == "of-credentials")
            #expect(home.location == "\(folder.path)/.aws/config or \(folder.path)/.aws/credentials")
            let named = try SharedConfiguration.read(
                environment: ["HOME": folder.path, "AWS_CONFIG_FILE": "~/other", "AWS_SHARED_CREDENTIALS_FILE": ""])
            #expect(named.profile(named: "other")?["region"] == "x")
            #expect(named.profile(named: "ci") != nil)
        }
    }

    @Test(arguments: [[:], ["HOME": "/dev"], ["HOME": "/dev/null"], ["AWS_CONFIG_FILE": "/dev/null"]])
    func withoutFilesThereAreNoProfiles(environment: [String: String]) throws {
        let shared = try SharedConfiguration.read(environment: environment)
        #expect(shared.profile(named: "default") == nil)
    }

    @Test(arguments: [
        ("[default]\nmarker", ":2: this line is neither a section nor a comment nor KEY = VALUE"),
        ("[default]\nmarker=\u{FF}", nil),
    ])
    func refusesAFile(text: String, problem: String?) throws {
        try TemporaryFolder.with { folder in
            if problem != nil {
                try folder.write(text, to: "config")
            } else {
                try folder.write(Data([0x5B, 0xFF, 0x5D]), to: "config")
            }
            let path = "\(folder.path)/config"
            let error = try #require(throws: SharedConfigurationError.self) {
                try SharedConfiguration.read(environment: ["AWS_CONFIG_FILE": path])
            }
            #expect(error.description == path + (problem ?? " is not UTF-8: save it as UTF-8"))
        }
    }

    @Test func refusesAFileWithoutEnd() throws {
        try TemporaryFolder.with { folder in
            try folder.write(String(repeating: "# comment\n", count: 200_000), to: "config")
            let error = try #require(throws: SharedConfigurationError.self) {
                try SharedConfiguration.read(environment: ["AWS_CONFIG_FILE": "\(folder.path)/config"])
            }
            #expect("\(error)".hasSuffix("is longer than 1048576 bytes"))
        }
    }

    @Test func nothingThatPrintsShowsAValue() throws {
        let shared = try Self.make()
        for value in [shared, try #require(shared.profile(named: "dev"))] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("of-c") && !text.contains("127.0.0.1"), "\(text)")
            }
        }
    }
}
