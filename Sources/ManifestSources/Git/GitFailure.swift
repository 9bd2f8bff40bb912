import SwiftExtensions

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
    /// It exited with an error and this message.
    case failed(message: String)

    /// Summarizes the error output: the last two lines that are neither empty nor advice, joined into one line of at
    /// most 500 characters, without control characters because the text may come from a remote.
    static func summary(of output: String) -> String {
        var lines: [String] = []
        for line in output.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("Please make sure you have the correct access rights") { break }
            let printable = line.unicodeScalars.filter { $0.properties.generalCategory != .control }
            let text = String(String.UnicodeScalarView(printable))
            if !text.allSatisfy(\.isWhitespace), !text.hasPrefix("hint:") { lines.append(text) }
        }
        return lines.isEmpty ? "no reason given" : String(lines.suffix(2).joined(separator: "; ").prefix(500))
    }
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
        case .failed(let words): words
        }
    }
}
