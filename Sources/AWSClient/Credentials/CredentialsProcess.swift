import Foundation
import Subprocess
import SwiftExtensions

/// A program that prints credentials: `credential_process` of a profile.
///
/// It runs in its own session without a terminal and without input, and may take a minute; after that its whole process
/// group is stopped. [Process credential
/// provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html)
struct CredentialsProcess: Equatable, Sendable {
    /// The program, by name or path, and its arguments; run without a shell.
    let command: [String]
    /// The profile with the setting, for messages; neither the command nor its output is ever part of one.
    let profile: String
    /// The same, for advice.
    let origin: CredentialsOrigin.Profile

    private static let longestOutput = 64 << 10

    /// - Parameter line: split as a shell does it.
    init(_ line: String, of profile: Profile) throws(CredentialsError) {
        guard let words = ShellWords.split(line), let program = words.first, !program.isEmpty,
            words.allSatisfy({ !$0.utf8.contains(0) })
        else {
            throw CredentialsError("'credential_process' of \(profile) is not a command: check its quotation marks")
        }
        command = words
        self.profile = "\(profile)"
        origin = profile.origin(of: "credential_process")
    }

    private var name: String { "'credential_process' of \(profile)" }

    /// Runs it and reads its output.
    func load(
        environment: [String: String], within limit: Duration = .seconds(60)
    ) async throws(CredentialsError) -> TemporaryCredentials {
        let printed = try await withTimeout(
            limit,
            timedOut: CredentialsError("\(name) took longer than \(limit.inSeconds) and was stopped"),
            cancelled: CredentialsError("\(name) was interrupted")
        ) { () async throws(CredentialsError) -> Data in try await output(environment) }
        let origin = "the output of \(name)"
        return try CredentialsDocument.read(printed, from: origin).ofProcess(origin)
    }

    private func output(_ environment: [String: String]) async throws(CredentialsError) -> Data {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let program = command[0]
        do {
            let ended = try await Subprocess.run(
                program.contains("/") ? .path(foreign(program)) : .name(program),
                arguments: Arguments(Array(command.dropFirst())),
                environment: .custom(Dictionary(uniqueKeysWithValues: variables)), platformOptions: options,
                input: .none, output: .bytes(limit: Self.longestOutput), error: .discarded)
            guard ended.terminationStatus.isSuccess else {
                // Its error output may contain a password, and is not repeated.
                throw CredentialsError("\(name) failed; run it by hand to see why")
            }
            return Data(ended.standardOutput)
        } catch let failure as CredentialsError {
            throw failure
        } catch let error as SubprocessError {
            switch error.code {
            case .executableNotFound:
                throw CredentialsError("\(name): there is no such program, or it is not executable")
            case .outputLimitExceeded: throw CredentialsError("\(name) printed more than \(Self.longestOutput) bytes")
            default: throw CredentialsError("\(name) cannot be run: run it by hand to see why")
            }
        } catch {
            throw CredentialsError("\(name) was interrupted")
        }
    }
}

extension CredentialsProcess: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { name }
    var debugDescription: String { name }
    var customMirror: Mirror { Mirror(self, children: ["profile": profile]) }
}
