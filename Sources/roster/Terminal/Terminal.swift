import Foundation
import Reporting
import SwiftExtensions

/// Writes results to standard output and everything else to standard error.
enum Terminal {
    /// Prepares the standard descriptors; comes before anything is opened.
    ///
    /// From now on, writing to a closed pipe is an error instead of ending the process.
    static func prepare() {
        Descriptor.reserveStandard()
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes a result, which must be fit to print. A closed pipe (`roster plan | head`) is not an error.
    static func print(_ text: String) throws(Failure) {
        guard let error = Descriptor.write(Array(text.utf8), to: STDOUT_FILENO).error, error != EPIPE else { return }
        throw Failure("cannot write to standard output: \(cause(error))")
    }

    /// Writes a line to standard error, in addition to the result; it is lost if nobody takes it in time.
    static func log(_ line: String, _ color: Style = .plain) { LineLog.standardError.write(painted(line, color)) }

    /// Writes lines to standard error, and waits for their reader.
    static func show(_ lines: [String], _ color: Style = .plain) {
        for line in lines { LineLog.standardError.write(painted(line, color), waits: true) }
    }

    /// Writes something rendered to standard error, and waits for its reader.
    static func show(rendered text: String) { LineLog.standardError.write(text, waits: true) }

    /// Why a descriptor could not be written.
    static func cause(_ error: CInt) -> String {
        switch error {
        case EBADF: "it is closed"
        case ETIMEDOUT: "nobody reads it"
        default: String(cString: strerror(error))
        }
    }

    /// Whether somebody can answer a prompt: standard input and standard error are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks for confirmation; any answer but `yes` declines.
    static func confirm(_ question: String) -> Bool {
        let prompt = "\(question.sanitized) Only 'yes' will be accepted: "
        _ = Descriptor.write(Array(prompt.utf8), to: STDERR_FILENO)
        return readLine()?.trimmingCharacters(in: .whitespaces) == "yes"
    }

    /// The palette for standard output.
    static var palette: Palette { Palette(isColored: isColored(STDOUT_FILENO)) }
    private static let errorPalette = Palette(isColored: isColored(STDERR_FILENO))

    private static func painted(_ line: String, _ color: Style) -> String {
        let safe = secretArguments.reduce(line) { $0.replacing($1.written, with: $1.shown) }
        return errorPalette.paint(safe.shortened(to: .line), color)
    }

    /// What was given as a path or a name may be an address with a password, which no line repeats.
    private static let secretArguments: [(written: String, shown: String)] = CommandLine.arguments.dropFirst()
        .map { argument in
            let equals = argument.hasPrefix("-") ? argument.firstIndex(of: "=") : nil
            return equals.map { String(argument[argument.index(after: $0)...]) } ?? argument
        }
        .flatMap { value in [value, value.shortened()].map { ($0, withoutCredentials(value)) } }
        .filter { $0.written != $0.shown }

    /// https://no-color.org
    private static func isColored(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }
}
