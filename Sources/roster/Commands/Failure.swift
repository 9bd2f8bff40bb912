import ArgumentParser
import Foundation
import Reporting

/// An error that ends a command; printed to standard error, so it says what to do.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
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
        Terminal.log("\(error)", .red)
        throw ExitCode.error
    }
}
