/// One entry of `opaque` below a source in `spec.references`: what this thing uses cannot be known before it runs, and
/// that holds nothing back, for a reason that every report repeats.
package struct OpaqueWaiver: Hashable, Sendable {
    /// The source that reports the thing.
    package let source: ReferenceSource
    /// What it is called: its whole name as reports print it, or the last part of that.
    package let name: String
    /// Why.
    package let reason: String
    /// Where the configuration says so.
    package let location: SourceLocation

    /// Waives what one thing uses.
    package init(_ source: ReferenceSource, _ name: String, reason: String, at location: SourceLocation) {
        self.source = source
        self.name = name
        self.reason = reason
        self.location = location
    }
}
