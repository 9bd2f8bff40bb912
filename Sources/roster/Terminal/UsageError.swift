import ArgumentParser
import SwiftExtensions

/// What the parser says about arguments that it does not accept, fit to print.
///
/// The parser repeats arguments as they are. Here, they are escaped, and what may be a secret is left out: everything
/// where keys are given, and elsewhere what no option takes and the passwords and queries of addresses.
struct UsageError {
    /// The message and the usage.
    let lines: [String]

    init(_ error: any Error, _ arguments: [String]) {
        // Once they are escaped, each line is the parser's own.
        let safe = arguments.map { $0.shortened().sanitized }
        let message = safe == arguments ? Roster.fullMessage(for: error) : Self.message(for: safe)
        lines = Self.masked(message, safe).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func message(for arguments: [String]) -> String {
        do {
            _ = try Roster.parseAsRoot(arguments)
            return "Error: an argument has characters that cannot be printed: check the command line"
        } catch {
            return Roster.fullMessage(for: error)
        }
    }

    private static func masked(_ message: String, _ arguments: [String]) -> String {
        let hasKeys = arguments.contains { $0.hasPrefix("--access") } || arguments.starts(with: ["registry", "serve"])
        let isUnexpected = message.contains("nexpected argument")
        return arguments.compactMap(value).sorted { $0.count > $1.count }.reduce(message) { message, value in
            let shown = hasKeys || isUnexpected ? "…" : withoutCredentials(value)
            // The parser puts what it repeats in single quotes.
            return message.replacing("'\(value)'", with: "'\(shown)'")
        }
    }

    /// The value in an argument: all of it, or what follows the name of an option.
    private static func value(of argument: String) -> String? {
        guard argument.hasPrefix("-") else { return argument.isEmpty ? nil : argument }
        return argument.firstIndex(of: "=").map { String(argument[argument.index(after: $0)...]) }
    }
}
