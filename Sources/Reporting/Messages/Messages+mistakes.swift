import Model
import Reconciler
import SwiftExtensions

// Mistakes in what a person wrote, each on a line of its own.

extension Diagnostic {
    /// `file:line:column: message`, as editors and CI systems parse it.
    package var line: String {
        let message = message.shortened(to: .line)
        return location.map { "\($0.place): \(message)" } ?? message
    }
}

extension Diagnostics {
    /// In the order of their locations.
    package var lines: [String] { all.map(\.line) }
}

extension ReconcileError {
    /// One for each mistake in the manifests, otherwise one.
    package var lines: [String] {
        if case .manifests(let diagnostics) = cause { return diagnostics.lines }
        return [description.shortened(to: .line)]
    }
}
