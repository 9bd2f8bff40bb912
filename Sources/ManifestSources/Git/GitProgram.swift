import Foundation
import Subprocess
import SwiftExtensions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs commands of the `git` on the `PATH`, each with a time limit.
///
/// A command runs in a folder that is named, never where Roster was started, whose own Git configuration must not
/// count; and in its own session without a terminal: nothing it starts, including `ssh` and credential helpers, can
/// prompt a person, and all of it is stopped together on a timeout and when the task is cancelled.
package struct GitProgram: Sendable {
    private let environment: [String: String]

    /// Finds `git` through the `PATH` of the environment.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = GitEnvironment.sanitized(
            environment, workingFolder: FileManager.default.currentDirectoryPath)
    }

    /// The value of an environment variable.
    func variable(_ name: String) -> String? { environment[name] }

    /// Runs one command to completion.
    ///
    /// - Parameters:
    ///   - arguments: the command and its arguments.
    ///   - folder: the absolute path of its working folder.
    ///   - credential: for the server that it connects to.
    ///   - input: its standard input.
    ///   - outputLimit: in bytes; more is an error.
    ///   - limit: its time limit.
    /// - Returns: its standard output.
    /// - Throws: if it cannot be started, takes too long, prints too much or exits with another code than 0.
    func run(
        _ arguments: [String], in folder: String = "/", credential: GitCredential? = nil, input: [UInt8] = [],
        outputLimit: Int = 1 << 20, within limit: Duration
    ) async throws(GitFailure) -> [UInt8] {
        Self.ignoreBrokenPipes
        return try await withTimeout(limit, timedOut: .timedOut(after: limit), cancelled: .interrupted) {
            () throws(GitFailure) in
            try await output(of: arguments, in: folder, credential, input: input, outputLimit: outputLimit)
        }
    }

    /// A command that exits before it has read its input must not kill this program with SIGPIPE.
    private static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private func output(
        of arguments: [String], in folder: String, _ credential: GitCredential?, input: [UInt8], outputLimit: Int
    ) async throws(GitFailure) -> [UInt8] {
        let variables = credential?.environment(beside: environment) ?? environment
        let pairs = variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        do {
            let ended = try await Subprocess.run(
                .name("git"), arguments: Arguments(GitEnvironment.arguments + arguments),
                environment: .custom(Dictionary(uniqueKeysWithValues: pairs)), workingDirectory: foreign(folder),
                platformOptions: Self.options, input: .inputWriter, output: .bytes(limit: outputLimit),
                error: .string(limit: 1 << 20)
            ) { execution in
                // If a command does not read all its input, its status or its output shows that.
                _ = try? await execution.standardInputWriter.write(input)
                try? await execution.standardInputWriter.finish()
            }
            guard ended.terminationStatus.isSuccess else {
                if Task.isCancelled { throw GitFailure.interrupted }
                let redact = credential?.redaction ?? Redaction()
                throw GitFailure.failed(message: GitFailure.summary(of: ended.standardError, redact: redact))
            }
            return ended.standardOutput
        } catch {
            throw Self.failure(error)
        }
    }

    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        return options
    }

    private static func failure(_ error: any Error) -> GitFailure {
        switch error {
        case let failure as GitFailure: failure
        case let error as SubprocessError:
            switch error.code {
            case .executableNotFound: .notInstalled
            case .outputLimitExceeded: .tooMuchOutput
            default: .cannotRun("\(error)")
            }
        default: .interrupted
        }
    }
}
