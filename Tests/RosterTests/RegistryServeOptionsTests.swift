import ArgumentParser
import EmbeddedRegistry
import Foundation
import TestSupport
import Testing

@testable import roster

@Suite struct RegistryServeOptionsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var arguments: [String] = []
        var window: Duration = .zero
        var step: Duration = .seconds(1)
        var throttling = Throttling.none
    }

    @Test(arguments: [
        Case(testDescription: "the defaults"),
        Case(testDescription: "the longest window", arguments: ["--propagation-window", "10m"], window: .seconds(600)),
        Case(testDescription: "a window in seconds", arguments: ["--propagation-window", "90s"], window: .seconds(90)),
        Case(testDescription: "no step", arguments: ["--task-step", "0s"], step: .zero),
        Case(testDescription: "a long step", arguments: ["--task-step", "1h30m"], step: .seconds(5400)),
        Case(testDescription: "ECS's rates", arguments: ["--throttle", "aws"], throttling: .aws),
        Case(testDescription: "for tests", arguments: ["--admin"]),
        Case(testDescription: "no rates", arguments: ["--throttle", "none"]),
    ])
    func parses(test: Case) throws {
        let settings = try RegistryServeOptions.parse(test.arguments).settings()
        #expect(settings.propagationWindow == test.window)
        #expect(settings.taskStep == test.step)
        #expect(settings.throttling == test.throttling)
        #expect(settings.isAdminEnabled == test.arguments.contains("--admin"))
        #expect(settings.accessKeys == nil)
    }

    @Test(arguments: [
        ["--propagation-window", "601s"], ["--propagation-window", "11m"], ["--propagation-window", "-1s"],
        ["--propagation-window", "90"], ["--task-step", "soon"], ["--throttle", "gcp"],
        ["--access-key", "AKIDc0nfidential"],
        ["--access-key", "AKID:c0nf idential"], ["--access-key", "AKID:one", "--access-key", "AKID:c0nfidential"],
    ])
    func rejectsInvalidUse(arguments: [String]) throws {
        let error = try #require(throws: (any Error).self) { try RegistryServeOptions.parse(arguments) }
        #expect(RegistryServeOptions.exitCode(for: error) == .validationFailure)
        #expect(!RegistryServeOptions.fullMessage(for: error).contains("idential"))
    }

    @Test func readsKeysFromFlagsAndFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "[a]\naws_access_key_id = AKIDA\naws_secret_access_key = x\n", to: "credentials")
        let arguments = ["--access-key", "AKIDB:y", "--access-key", "AKIDC:z", "--credentials-file", file]
        let keys = try #require(try RegistryServeOptions.parse(arguments).settings().accessKeys)
        #expect("\(keys)" == "access keys AKIDA, AKIDB, AKIDC")
        withExtendedLifetime(folder) {}
    }

    @Test func namesAFileThatCannotBeRead() throws {
        let file = "/nowhere/credentials"
        let error = #expect(throws: Failure.self) {
            try RegistryServeOptions.parse(["--credentials-file", file]).settings()
        }
        #expect(error?.description.contains(file) == true)
    }
}
