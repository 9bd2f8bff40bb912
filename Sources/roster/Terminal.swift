import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where text goes: results to standard output, everything else to standard error.
enum Terminal {
    /// Writes a result.
    static func print(_ text: String) { write(text, to: .standardOutput) }

    /// Writes a line for people beside the result.
    static func note(_ line: String, _ color: Style = .plain) {
        write(errorPalette.paint(line, color) + "\n", to: .standardError)
    }

    /// Whether somebody can answer a question.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks; anything but `yes` is no.
    static func confirm(_ question: String) -> Bool {
        write("\(question) Only 'yes' is taken for yes: ", to: .standardError)
        return readLine()?.trimmingCharacters(in: .whitespaces) == "yes"
    }

    /// The colours of standard output.
    static var palette: Palette { Palette(isColored: isColored(STDOUT_FILENO)) }
    private static var errorPalette: Palette { Palette(isColored: isColored(STDERR_FILENO)) }

    /// https://no-color.org
    private static func isColored(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// A reader that went away (`roster plan | head`) is no reason to fail.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

/// What a piece of text is, for a terminal that has colours.
enum Style: String {
    case plain = ""
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case dim = "2"
}

/// Colours, or none.
struct Palette {
    let isColored: Bool

    /// The text in its colour; as it is where there are none.
    func paint(_ text: String, _ style: Style) -> String {
        isColored && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
