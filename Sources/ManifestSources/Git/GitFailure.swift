import SwiftExtensions

/// Why a `git` command gave no answer.
package enum GitFailure: Error, Equatable {
    /// There is no `git` on the path.
    case notInstalled
    /// It could not be started or watched.
    case cannotRun(String)
    /// It ran out of time and was ended.
    case timedOut(after: Duration)
    /// The task was cancelled, and the command with it.
    case interrupted
    /// It printed more than it was allowed to.
    case tooMuchOutput
    /// It ended with an error, and said this.
    case failed(message: String)

    /// What matters in the error output: the last two lines that are neither empty nor advice, on one line
    /// and without control characters, as the text may come from a remote. At most 500 characters.
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
    /// Goes after what was tried: `cannot fetch …: `.
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
