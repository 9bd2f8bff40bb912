import ArgumentParser
import EmbeddedRegistry
import Foundation
import Model
import SwiftExtensions

/// The flags of `roster registry serve` that change how the registry responds.
struct RegistryServeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long a revision can still be used after its deregistration, up to 10m, as ECS allows.",
            valueName: "duration"))
    var propagationWindow = DurationArgument(.zero)

    @Option(
        help: ArgumentHelp(
            "How long a task stays in each state between PROVISIONING and RUNNING, and on to STOPPED; with 0s, none.",
            valueName: "duration"))
    var taskStep = DurationArgument(.seconds(1))

    @Option(help: "'aws' throttles calls at ECS's own rates, per account and Region.")
    var throttle = Throttling.none

    @Option(
        help: ArgumentHelp(
            "Verify signatures; the ID and secret of a key that clients can sign with. Can be repeated.",
            valueName: "id:secret"))
    var accessKey: [String] = []

    @Option(
        help: ArgumentHelp(
            "Verify signatures with the keys of every profile in a file such as ~/.aws/credentials.", valueName: "file")
    )
    var credentialsFile: String?

    @Flag(
        help: ArgumentHelp(
            "For tests: POST /_roster/clock moves the clock, /_roster/reset empties the registry, /_roster/faults "
                + "scripts errors, delays and dropped connections."))
    var admin = false

    func validate() throws {
        guard propagationWindow.duration <= .seconds(600) else {
            throw ValidationError("'--propagation-window' must be 0s to 10m")
        }
        // Not left to the parser, whose own message would show the secret.
        do {
            var keys = AccessKeys()
            for text in accessKey { try keys.add(text) }
        } catch {
            throw ValidationError("'--access-key': \(error)")
        }
    }

    /// The registry's settings: the defaults with the flags applied.
    func settings() throws -> Registry.Settings {
        var settings = Registry.Settings()
        settings.propagationWindow = propagationWindow.duration
        settings.taskStep = taskStep.duration
        settings.throttling = throttle
        settings.isAdminEnabled = admin
        settings.accessKeys = try keys()
        return settings
    }

    private func keys() throws -> AccessKeys? {
        var keys = AccessKeys()
        for text in accessKey { try keys.add(text) }
        if let credentialsFile {
            do {
                let bytes = try InputFile.read(credentialsFile, maximumBytes: 4 << 20)
                try CredentialsFile.add(String(decoding: bytes, as: UTF8.self), to: &keys)
            } catch let error as AccessKeyError {
                throw Failure("\(credentialsFile): \(error)")
            } catch {
                throw Failure("cannot read \(credentialsFile): check that it is a file of at most 4 MiB, and readable")
            }
        }
        return keys.isEmpty ? nil : keys
    }
}

extension Throttling: ExpressibleByArgument {}

/// A duration in the format of manifests: `90s`, `1h30m`.
struct DurationArgument: ExpressibleByArgument, Equatable {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        guard let duration = Duration(argument) else { return nil }
        self.init(duration)
    }

    var defaultValueDescription: String { duration.text }
}
