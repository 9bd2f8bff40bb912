import Foundation
import Model
import SwiftExtensions

extension Date {
    /// ISO 8601, to the second, in UTC: `2026-11-22T08:30:00Z`.
    package var iso8601: String { formatted(.iso8601) }
}

/// `1 family`, `2 families`.
///
/// - Parameter plural: if it is not the singular with an s.
package func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}

extension SourceLocation {
    /// `file:line:column`, as it is in a sentence.
    var place: String { "\(file.shortened()):\(line):\(column)" }
}
