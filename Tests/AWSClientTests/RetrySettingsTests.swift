import AWSWire
import Testing

@testable import AWSClient

@Suite struct RetrySettingsTests {
    static let attempts = "AWS_MAX_ATTEMPTS"
    static let mode = "AWS_RETRY_MODE"

    private static func policy(_ environment: [String: String], _ settings: String) throws -> RetryPolicy {
        let files = SharedConfiguration(
            configuration: try INIFile("[profile dev]\n\(settings)\n"), credentials: nil, location: "C",
            files: Profile.Files(configuration: "/home/me/.aws/config"))
        return try RetryPolicy(environment: environment, profile: files.profile(named: "dev"))
    }

    @Test(
        arguments: [
            ("nothing", [:], "", 3), ("standard", [mode: "standard"], "", 3), ("adaptive", [mode: "adaptive"], "", 3),
            ("legacy", [mode: "legacy"], "", 5), ("in capitals", [mode: "LEGACY"], "", 5),
            ("a number", [attempts: "7"], "", 7), ("a number in a mode", [attempts: "2", mode: "legacy"], "", 2),
            ("one", [attempts: "1"], "", 1), ("empty", [attempts: "", mode: ""], "", 3),
            ("of the profile", [:], "max_attempts = 4", 4), ("the mode of the profile", [:], "retry_mode = legacy", 5),
            ("the environment first", [attempts: "2"], "max_attempts = 4", 2),
            ("the environment's mode first", [mode: "standard"], "retry_mode = legacy", 3),
            ("the profile's number in the environment's mode", [mode: "legacy"], "max_attempts = 4", 4),
            ("empty, and the profile", [attempts: "", mode: ""], "max_attempts = 4\nretry_mode = legacy", 4),
            ("empty in the profile", [:], "max_attempts =", 3),
            ("the environment before an invalid profile", [attempts: "2", mode: "standard"], "max_attempts = x", 2),
        ] as [(String, [String: String], String, Int)])
    func reads(name: String, environment: [String: String], settings: String, expected: Int) throws {
        #expect(try Self.policy(environment, settings).maximumAttempts == expected)
    }

    @Test(
        arguments: [
            ([attempts: "0"], "", "AWS_MAX_ATTEMPTS must be a whole number, 1 or more: correct it, or unset it"),
            ([attempts: "-1"], "", "AWS_MAX_ATTEMPTS must be"), ([attempts: "3.5"], "", "AWS_MAX_ATTEMPTS must be"),
            ([attempts: "many"], "max_attempts = 4", "AWS_MAX_ATTEMPTS must be"),
            ([attempts: "99999999999999999999"], "", "AWS_MAX_ATTEMPTS must be"),
            ([mode: "fast"], "", "AWS_RETRY_MODE must be legacy, standard or adaptive: correct it, or unset it"),
            ([mode: "fast", attempts: "2"], "", "AWS_RETRY_MODE must be"),
            (
                [:], "max_attempts = none",
                "'max_attempts' of the profile 'dev' in /home/me/.aws/config must be a whole number, 1 or more: correct it"
            ),
            (
                [:], "retry_mode = fast",
                "'retry_mode' of the profile 'dev' in /home/me/.aws/config must be legacy, standard or adaptive: correct it"
            ),
        ] as [([String: String], String, String)])
    func refuses(environment: [String: String], settings: String, says: String) throws {
        let error = try #require(throws: RetrySettingsError.self) { try Self.policy(environment, settings) }
        #expect("\(error)".hasPrefix(says), "\(error)")
    }
}
