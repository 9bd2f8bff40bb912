import Foundation
import Reporting

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes results to standard output and everything else to standard error.
enum Terminal {
    /// Writes a result. A closed pipe (`roster plan | head`) is not an error.
    static func print(_ text: String) throws(Failure) {
        guard let error = write(text, to: STDOUT_FILENO), error != EPIPE else { return }
        throw Failure("cannot write to standard output: \(String(cString: strerror(error)))")
    }

    /// Writes a line to standard error, in addition to the result.
    static func log(_ line: String, _ color: Style = .plain) {
        _ = write(errorPalette.paint(line, color) + "\n", to: STDERR_FILENO)
    }

    /// Whether somebody can answer a prompt: standard input and standard error are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks for confirmation; any answer but `yes` declines.
    static func confirm(_ question: String) -> Bool {
        _ = write("\(question) Only 'yes' will be accepted: ", to: STDERR_FILENO)
        return readLine()?.trimmingCharacters(in: .whitespaces) == "yes"
    }

    /// The palette for standard output.
    static var palette: Palette { Palette(isColored: isColored(STDOUT_FILENO)) }
    private static var errorPalette: Palette { Palette(isColored: isColored(STDERR_FILENO)) }

    /// https://no-color.org
    private static func isColored(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Ignores SIGPIPE: from now on, writing to a closed pipe is an error instead of ending the process.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// Returns errno, or nil if everything was written.
    private static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return errno }
            rest = rest.dropFirst(written)
        }
        return nil
    }
}

/// `write(2)`, which the method of the same name in ``Terminal`` would shadow.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
