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

    /// Whether it is a resource's name, or what follows a `/` or `:` in it: `nightly`, `nightly:3`, `default/nightly`.
    /// A bare number, such as a version, is not.
    package func matches(_ resource: some StringProtocol) -> Bool {
        if resource == name { return true }
        guard !name.allSatisfy(\.isNumber), resource.hasSuffix(name) else { return false }
        return resource.dropLast(name.count).last.map { "/:".contains($0) } ?? false
    }

    /// Waives what one resource uses.
    package init(_ source: ReferenceSource, _ name: String, reason: String, at location: SourceLocation) {
        self.source = source
        self.name = name
        self.reason = reason
        self.location = location
    }
}
