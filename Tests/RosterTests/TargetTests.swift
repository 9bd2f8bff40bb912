import AWSAdapters
import AWSClient
import Manifests
import Model
import TestSupport
import Testing

@testable import roster

struct TargetCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let settings: RegistrySettings
    let expected: String

    init(_ name: String, _ settings: RegistrySettings, is expected: String) {
        testDescription = name
        self.settings = settings
        self.expected = expected
    }

    init(_ name: String, _ change: (inout AWSSettings) -> Void, is expected: String) {
        var settings = AWSSettings()
        settings.region = "eu-west-1"
        change(&settings)
        self.init(name, .aws(settings), is: expected)
    }
}

@Test(
    "a registry's name has its kind, its address and what is known of its account",
    arguments: [
        TargetCase(
            "an embedded one elsewhere", .embeddedAt(url: "http://127.0.0.1:8000"),
            is: "the embedded registry at http://127.0.0.1:8000, Region us-east-1"),
        TargetCase(
            "a real account", { _ in },
            is: "ECS at https://ecs.eu-west-1.amazonaws.com, Region eu-west-1, "
                + "the account of the configured credentials"),
        TargetCase(
            "another endpoint", { $0.endpointURL = "http://127.0.0.1:5000" },
            is: "ECS at http://127.0.0.1:5000, Region eu-west-1, the account of the configured credentials"),
        TargetCase(
            "a role of another account", { $0.roleARN = "arn:aws:iam::222222222222:role/roster" },
            is: "ECS at https://ecs.eu-west-1.amazonaws.com, Region eu-west-1, "
                + "the account of arn:aws:iam::222222222222:role/roster"),
    ])
func names(_ this: TargetCase) throws {
    var configuration = Configuration()
    configuration.registry = this.settings
    #expect(try target(configuration).name == this.expected)
}

private func target(_ configuration: Configuration, _ variables: [String: String] = [:]) throws -> Target {
    let keys = ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"]
    // The settings of the person who runs the tests must not matter.
    let files = ["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"]
    return try Target(
        configuration, .readWrite, region: nil, environment: keys.merging(files) { $1 }.merging(variables) { $1 })
}

private func account(waiving sources: some Sequence<ReferenceSource>) -> Configuration {
    var configuration = Configuration()
    var settings = AWSSettings()
    settings.region = "eu-west-1"
    configuration.registry = .aws(settings)
    for source in sources {
        configuration.references[source] = .waived(reason: "none", at: location(1, in: "roster.yaml"))
    }
    return configuration
}

private let standIn = "http://127.0.0.1:5000"
private let outsideECS = ReferenceSource.allCases.filter { !$0.belongsToECS }

@Suite("A stand-in beside the real account") struct StandInTests {
    @Test("is refused for every service that a source calls, and named", arguments: outsideECS)
    func refusesEverySource(source: ReferenceSource) throws {
        let description = try #require(AccountReferences.catalog.first { $0.name == source })
        for service in Set(description.calls.map(\.service)) {
            let error = #expect(throws: Failure.self) {
                try target(account(waiving: []), ["AWS_ENDPOINT_URL_\(service.sdkName)": standIn])
            }
            #expect(error?.description.contains("AWS_ENDPOINT_URL_\(service.sdkName)") == true)
            // One source is enough, whatever else is waived.
            let others = outsideECS.filter { $0 != source }
            #expect(throws: Failure.self) {
                try target(account(waiving: others), ["AWS_ENDPOINT_URL_\(service.sdkName)": standIn])
            }
        }
    }

    @Test("for only ECS is refused if any source of the account is read", arguments: outsideECS)
    func refusesECSBesideTheAccount(source: ReferenceSource) {
        #expect(throws: Failure.self) {
            try target(account(waiving: outsideECS.filter { $0 != source }), ["AWS_ENDPOINT_URL_ECS": standIn])
        }
    }

    @Test("for ECS is allowed if every source outside ECS is waived, so that nothing of the account is read")
    func allowsECSAlone() throws {
        let target = try target(account(waiving: outsideECS), ["AWS_ENDPOINT_URL_ECS": standIn])
        #expect(target.name.contains(standIn))
    }

    @Test("for a waived source does not matter, unless another source calls it too")
    func ignoresWhatIsWaived() throws {
        let codeDeploy = ["AWS_ENDPOINT_URL_CODEDEPLOY": standIn]
        #expect(throws: Never.self) { try target(account(waiving: [.codeDeploy]), codeDeploy) }
        // Rules, schedules and pipes can name versions of state machines.
        let stepFunctions = ["AWS_ENDPOINT_URL_SFN": standIn]
        #expect(throws: Failure.self) { try target(account(waiving: [.stepFunctions]), stepFunctions) }
        let machines: [ReferenceSource] = [.eventBridge, .scheduler, .pipes, .stepFunctions]
        #expect(throws: Never.self) { try target(account(waiving: machines), stepFunctions) }
    }
}
