/// One entry of `opaque` below a source in `spec.references`: it is unknown what this resource uses until it runs, and
/// that blocks no removal, for a reason that every report repeats.
package struct OpaqueWaiver: Hashable, Sendable {
    /// The source that reports the resource.
    package let source: ReferenceSource
    /// The resource's full name as reports print it, or the last part of it.
    package let name: String
    /// Why the waiver is safe.
    package let reason: String
    /// Where the entry is in the configuration.
    package let location: SourceLocation

    /// Waives what one resource uses.
    package init(_ source: ReferenceSource, _ name: String, reason: String, at location: SourceLocation) {
        self.source = source
        self.name = name
        self.reason = reason
        self.location = location
    }
}
