import Foundation

/// Why a `git` command failed.
package enum GitFailure: Error, Equatable {
    /// `git` is not on the `PATH`.
    case notInstalled
    /// It could not be started or monitored.
    case cannotRun(String)
    /// It exceeded its time limit and was stopped.
    case timedOut(after: Duration)
    /// The task was cancelled, which stopped the command.
    case interrupted
    /// Its output exceeded the limit.
    case tooMuchOutput
    /// The folder of the manifests has more files than are listed.
    case tooManyFiles
    /// It exited with an error and this message.
    case failed(message: String)

    /// Summarizes the error output in one line of at most 500 characters: what `git` calls fatal and errors, and, as
    /// far as there is room, what else was said, in order. Advice is left out, and what only repeats that something
    /// failed.
    static func summary(of output: String, redact: Redaction = Redaction()) -> String {
        var lines: [Substring] = []
        let redacted = redact(output)
        for line in redacted.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("Please make sure you have the correct access rights") { break }
            if !line.allSatisfy(\.isWhitespace), !line.hasPrefix("hint:") { lines.append(line) }
        }
        if lines.contains(where: { $0 != noAccess }) { lines.removeAll { $0 == noAccess } }
        if lines.contains(where: isCause) { lines.removeAll { $0.hasPrefix("warning: ") } }
        var kept: Set<Int> = []
        var room = 500
        let causes = lines.indices.filter { isCause(lines[$0]) }
        for index in causes + lines.indices.reversed() where !kept.contains(index) {
            room -= lines[index].count + 2
            if room >= 0 || kept.isEmpty { kept.insert(index) }
        }
        let text = kept.sorted().map { lines[$0].trimmingCharacters(in: .whitespaces) }.joined(separator: "; ")
        return text.isEmpty ? "no reason given" : String(text.prefix(500))
    }

    /// Whether the server wanted another user or password than it got, or one at all.
    var isAboutAccess: Bool {
        guard case .failed(let message) = self else { return false }
        return ["Authentication failed", "could not read Username", "could not read Password"].contains {
            message.contains($0)
        }
    }

    /// What `git` adds whatever the reason was.
    private static let noAccess = "fatal: Could not read from remote repository."

    private static func isCause(_ line: Substring) -> Bool { line.hasPrefix("fatal: ") || line.hasPrefix("error: ") }
}

extension GitFailure: CustomStringConvertible {
    /// Follows a text that says what was attempted, such as `cannot fetch …: `.
    package var description: String {
        switch self {
        case .notInstalled: "git is not on the PATH; install it"
        case .cannotRun(let reason): "cannot run git: \(reason)"
        case .timedOut(let limit): "git was stopped after \(limit.components.seconds) s"
        case .interrupted: "git was interrupted"
        case .tooMuchOutput: "git printed more than expected"
        case .tooManyFiles: "there are too many files in the folder of the manifests"
        case .failed(let words): words
        }
    }
}
