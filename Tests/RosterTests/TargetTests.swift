import Manifests
import Model
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
    "a registry is named by its kind, its place and what is known of its account",
    arguments: [
        TargetCase(
            "an embedded one elsewhere", .embeddedAt(url: "http://127.0.0.1:8000"),
            is: "the embedded registry at http://127.0.0.1:8000, Region us-east-1"),
        TargetCase(
            "a real account", { _ in },
            is: "ECS at https://ecs.eu-west-1.amazonaws.com, Region eu-west-1, "
                + "the account of the credentials that are set"),
        TargetCase(
            "another endpoint", { $0.endpointURL = "http://127.0.0.1:5000" },
            is: "ECS at http://127.0.0.1:5000, Region eu-west-1, the account of the credentials that are set"),
        TargetCase(
            "a role of another account", { $0.roleARN = "arn:aws:iam::222222222222:role/roster" },
            is: "ECS at https://ecs.eu-west-1.amazonaws.com, Region eu-west-1, "
                + "the account of arn:aws:iam::222222222222:role/roster"),
    ])
func names(_ this: TargetCase) throws {
    let keys = ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"]
    // No file is read: what the person who runs the tests has set must not matter.
    let files = ["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"]
    let target = try Target(this.settings, region: nil, environment: keys.merging(files) { $1 })
    #expect(target.name == this.expected)
}
