import ArgumentParser
import Foundation
import Model
import Reconciler
import Reporting

/// An error that ends a command; printed to standard error, so it says what to do.
struct Failure: Error, CustomStringConvertible {
    /// Each is printed on a line, whatever it contains.
    let lines: [String]

    var description: String { lines.joined(separator: "\n") }

    init(_ description: String) { lines = [description] }

    init(lines: [String]) { self.lines = lines }

    /// Another error in its lines: one for each mistake in what a person wrote, otherwise one.
    init(_ error: any Error) {
        lines =
            switch error {
            case let failure as Failure: failure.lines
            case let diagnostics as Diagnostics: diagnostics.lines
            case let error as ReconcileError: error.lines
            default: ["\(error)"]
            }
    }
}

/// The exit codes of commands other than 0.
extension ExitCode {
    /// Something failed, or could not be read.
    static let error = ExitCode(1)
    /// `plan --detailed-exitcode`: there is something to change. `drift`: there is drift.
    static let difference = ExitCode(2)
    /// A guardrail refused the plan, or the plan is stale.
    static let refused = ExitCode(3)
}

/// Runs a command's work; prints any error and exits with 1.
func reportingFailures(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let code as ExitCode {
        throw code
    } catch {
        Terminal.show(Failure(error).lines, .red)
        throw ExitCode.error
    }
}
