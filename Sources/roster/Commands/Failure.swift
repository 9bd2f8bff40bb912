import ArgumentParser
import Foundation
import Reporting

/// What ends a command: said on standard error, whole sentences with the way out.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The exit codes that the commands have beside 0.
extension ExitCode {
    /// Something could not be done, or not be known.
    static let error = ExitCode(1)
    /// `plan --detailed-exitcode`: there is something to change. `drift`: something drifts.
    static let difference = ExitCode(2)
    /// A guardrail refused.
    static let refused = ExitCode(3)
}

/// Runs a command's work; what it throws is printed and becomes the exit code 1.
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
