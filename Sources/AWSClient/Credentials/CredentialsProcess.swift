import Foundation
import Subprocess

/// A program that prints credentials: `credential_process` of a profile.
///
/// It runs in a session of its own without a terminal, with nothing to read, and may take a minute; all that it started
/// is then ended with it.
/// [Process credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html)
struct CredentialsProcess: Equatable, Sendable {
    /// The program, by name or path, and its arguments; run without a shell.
    let command: [String]
    /// Whose setting it is, for messages: neither the command nor what it prints is ever part of one.
    let profile: String

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
    }

    private var name: String { "'credential_process' of \(profile)" }

    /// Runs it to its end and reads what it printed.
    func load(
        environment: [String: String], within limit: Duration = .seconds(60)
    ) async throws(CredentialsError) -> TemporaryCredentials {
        let outcome = await withTaskGroup(of: Result<Data, CredentialsError>.self) { group in
            group.addTask { await self.output(environment) }
            group.addTask {
                do {
                    try await Task.sleep(for: limit)
                    return .failure(
                        CredentialsError("\(name) took longer than \(limit.components.seconds) s and was ended"))
                } catch {
                    return .failure(CredentialsError("\(name) was interrupted"))
                }
            }
            // The first answer counts; the other task is cancelled, and waited for, before this returns.
            for await first in group {
                group.cancelAll()
                return first
            }
            return .failure(CredentialsError("\(name) was interrupted"))
        }
        let origin = "the output of \(name)"
        return try CredentialsDocument.read(try outcome.get(), from: origin).ofProcess(origin)
    }

    private func output(_ environment: [String: String]) async -> Result<Data, CredentialsError> {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let program = command[0]
        do {
            let ended = try await Subprocess.run(
                program.contains("/") ? .path(literal(program)) : .name(program),
                arguments: Arguments(Array(command.dropFirst())),
                environment: .custom(Dictionary(uniqueKeysWithValues: variables)), platformOptions: options,
                input: .none, output: .bytes(limit: Self.longestOutput), error: .string(limit: Self.longestOutput))
            guard ended.terminationStatus.isSuccess else {
                let words = Self.harmless(ended.standardError).map { ": \($0)" } ?? "; run it by hand to see why"
                return .failure(CredentialsError("\(name) failed\(words)"))
            }
            return .success(Data(ended.standardOutput))
        } catch let error as SubprocessError {
            switch error.code {
            case .executableNotFound:
                return .failure(CredentialsError("\(name): there is no such program, or it may not be run"))
            case .outputLimitExceeded: return .failure(CredentialsError("\(name) printed more than it should"))
            default: return .failure(CredentialsError("\(name) cannot be run: run it by hand to see why"))
            }
        } catch {
            return .failure(CredentialsError("\(name) was interrupted"))
        }
    }

    /// What a program said on standard error, when that cannot be a secret: one short line in which no word is as long
    /// and as mixed as keys and tokens are.
    static func harmless(_ output: String) -> String? {
        let text = INIFile.trimmed(output)
        guard !text.isEmpty, text.utf8.count <= 200, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return nil
        }
        let words = text.split { " ='\":,;()[]{}<>&?|".contains($0) }
        return words.allSatisfy { $0.utf8.count < 12 || $0.allSatisfy(\.isLowercase) } ? text : nil
    }
}

/// A value that is written as text, for types of modules that are not ours to import.
private func literal<Value: ExpressibleByStringLiteral>(_ text: String) -> Value
where Value.StringLiteralType == String {
    Value(stringLiteral: text)
}

extension CredentialsProcess: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { name }
    var debugDescription: String { name }
    var customMirror: Mirror { Mirror(self, children: ["profile": profile]) }
}
