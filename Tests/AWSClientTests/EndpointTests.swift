import AWSWire
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

@Suite struct EndpointTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let text: String
        let host: String
        let port: Int
        let header: String
        let shown: String

        var testDescription: String { text }
    }

    @Test(arguments: [
        Good(
            text: "https://ecs.eu-west-1.amazonaws.com", host: "ecs.eu-west-1.amazonaws.com", port: 443,
            header: "ecs.eu-west-1.amazonaws.com", shown: "https://ecs.eu-west-1.amazonaws.com"),
        Good(
            text: "http://127.0.0.1:8000/", host: "127.0.0.1", port: 8000, header: "127.0.0.1:8000",
            shown: "http://127.0.0.1:8000"),
        Good(
            text: "HTTP://LocalHost", host: "localhost", port: 80, header: "localhost", shown: "http://localhost"),
        Good(text: "http://moto:80", host: "moto", port: 80, header: "moto", shown: "http://moto"),
        Good(text: "https://moto:80", host: "moto", port: 80, header: "moto:80", shown: "https://moto:80"),
        Good(text: "http://[::1]:5000", host: "[::1]", port: 5000, header: "[::1]:5000", shown: "http://[::1]:5000"),
    ])
    func reads(good: Good) throws {
        let endpoint = try Endpoint(good.text)
        #expect(endpoint.host == good.host)
        #expect(endpoint.port == good.port)
        #expect(endpoint.hostHeader == good.header)
        #expect("\(endpoint)" == good.shown)
    }

    @Test(arguments: [
        "", "localhost:8000", "//localhost:8000", "ftp://localhost", "http://", "http:///path", "http://a b",
        "http://localhost:8000/path", "http://localhost?x=1", "http://localhost?", "http://localhost#f",
        "http://localhost:0", "http://localhost:65536", "http://localhost:x", "http://localhost:+80",
        "http://user:pass@localhost",
        "http://bücher.example", "http://localhost:8000\r\nx-evil: 1", "https://ecs.us-east-1.amazonaws.com.",
        "https://ecs.us-east-1.amazonaws.com..", "https://ecs.us-east-1.amazonaws.com%2e",
        "https://ecs.us-east-1.amazonaws.com.:443",
    ])
    func refuses(text: String) {
        #expect(throws: EndpointError.self) { try Endpoint(text) }
    }

    @Test func doesNotRepeatAPassword() throws {
        let error = try #require(throws: EndpointError.self) { try Endpoint("http://user:hunter2@localhost") }
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test(arguments: ["", "eu west", "EU-WEST-1", "eu-west-1.evil.example", "-eu", "eu-", "eu/west", "eu_west"])
    func refusesRegion(name: String) {
        #expect(throws: EndpointError.self) { try Region(name) }
    }
}

@Suite struct EndpointResolutionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var explicit: String?
        var environment: [String: String] = [:]
        let expected: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "the flag", explicit: "us-east-1",
            environment: ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], expected: "us-east-1"),
        Case(
            name: "AWS_REGION", environment: ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"],
            expected: "eu-west-1"),
        Case(
            name: "AWS_DEFAULT_REGION", environment: ["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"],
            expected: "eu-west-2"),
        Case(name: "none", expected: "no Region: pass --region, set AWS_REGION, or set region in the profile"),
        Case(
            name: "a wrong one does not fall through", explicit: "EU",
            environment: ["AWS_REGION": "eu-west-1"],
            expected: "'EU' is not a Region name such as eu-west-1"),
        Case(
            name: "a wrong variable is named", environment: ["AWS_REGION": "EU", "AWS_DEFAULT_REGION": "eu-west-1"],
            expected: "AWS_REGION: 'EU' is not a Region name such as eu-west-1"),
    ])
    func region(test: Case) {
        let found = Result {
            try EndpointResolution.region(explicit: test.explicit, environment: test.environment)
        }
        #expect(text(found) == test.expected)
    }

    @Test(arguments: [
        Case(
            name: "the flag", explicit: "http://localhost:1",
            environment: ["AWS_ENDPOINT_URL_ECS": "http://localhost:2", "AWS_ENDPOINT_URL": "http://localhost:3"],
            expected: "http://localhost:1"),
        Case(
            name: "the variable of the service",
            environment: ["AWS_ENDPOINT_URL_ECS": "http://localhost:2", "AWS_ENDPOINT_URL": "http://localhost:3"],
            expected: "http://localhost:2"),
        Case(
            name: "the variable of all services",
            environment: ["AWS_ENDPOINT_URL_ECS": "", "AWS_ENDPOINT_URL": "http://localhost:3"],
            expected: "http://localhost:3"),
        Case(
            name: "another service's variable", environment: ["AWS_ENDPOINT_URL_S3": "http://localhost:4"],
            expected: "https://ecs.eu-west-1.amazonaws.com"),
        Case(
            name: "the flag, though variables are not to be read", explicit: "http://localhost:1",
            environment: ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], expected: "http://localhost:1"),
        Case(
            name: "no variable",
            environment: ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True", "AWS_ENDPOINT_URL": "http://localhost:3"],
            expected: "https://ecs.eu-west-1.amazonaws.com"),
        Case(
            name: "FIPS", environment: ["AWS_USE_FIPS_ENDPOINT": "true"],
            expected: "https://ecs-fips.eu-west-1.amazonaws.com"),
        Case(
            name: "IPv6", environment: ["AWS_USE_DUALSTACK_ENDPOINT": "true"], expected: "https://ecs.eu-west-1.api.aws"
        ),
        Case(
            name: "a wrong one does not fall through",
            environment: ["AWS_ENDPOINT_URL_ECS": "localhost", "AWS_ENDPOINT_URL": "http://localhost:3"],
            expected: "AWS_ENDPOINT_URL_ECS: 'localhost' is not an endpoint: write http://HOST:PORT or https://HOST"),
    ])
    func endpoint(test: Case) throws {
        let region = try Region("eu-west-1")
        let found = Result {
            try EndpointResolution.endpoint(
                of: .ecs, explicit: test.explicit, region: region, environment: test.environment)
        }
        #expect(text(found) == test.expected)
    }

    @Test(arguments: [
        ("ecs.eu-west-1.amazonaws.com", true), ("ecs.cn-north-1.amazonaws.com.cn", true),
        ("ecs.eu-west-1.api.aws", true),
        ("vpce-1.ecs.eu-west-1.vpce.amazonaws.com", true), ("amazonaws.com", false), ("evil-amazonaws.com", false),
        ("amazonaws.com.evil.example", false), ("localhost", false),
    ])
    func knowsWhatIsAmazons(host: String, isAmazon: Bool) throws {
        #expect(try Endpoint("https://\(host)").isAmazon == isAmazon)
    }

    @Test(arguments: [
        ("us-gov-west-1", "https://ecs.us-gov-west-1.amazonaws.com"),
        ("cn-northwest-1", "https://ecs.cn-northwest-1.amazonaws.com.cn"),
    ])
    func partition(region: String, expected: String) throws {
        let endpoint = try EndpointResolution.endpoint(
            of: .ecs, explicit: nil, region: Region(region), environment: [:])
        #expect("\(endpoint)" == expected)
    }

    @Test(arguments: [
        ([:], "eu-west-3", "eu-west-3"), (["AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-3", "eu-west-2"),
        ([:], "EU", "the profile 'dev': 'EU' is not a Region name such as eu-west-1"),
        ([:], "", "no Region: pass --region, set AWS_REGION, or set region in the profile"),
    ])
    func regionOfAProfile(environment: [String: String], region: String, expected: String) {
        let profile = Profile(name: "dev", credentialsFile: [:], configurationFile: ["region": .text(region)])
        let found = Result {
            try EndpointResolution.region(explicit: nil, environment: environment, profile: profile)
        }
        #expect(text(found) == expected)
    }

    private func text(_ result: Result<some CustomStringConvertible, any Error>) -> String {
        switch result {
        case .success(let value): "\(value)"
        case .failure(let error): "\(error)"
        }
    }
}
