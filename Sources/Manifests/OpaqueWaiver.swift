import Model

/// One entry of `opaque` below a source in `spec.references`: what this thing uses cannot be known before it runs, and
/// that holds nothing back, for a reason that every report repeats.
package struct OpaqueWaiver: Hashable, Sendable {
    /// The source that reports the thing.
    package let source: ReferenceSourceName
    /// What it is called: its whole name as reports print it, or the last part of that.
    package let name: String
    /// Why.
    package let reason: String
    /// Where the configuration says so.
    package let place: Place

    /// Waives what one thing uses.
    package init(_ source: ReferenceSourceName, _ name: String, reason: String, at place: Place) {
        self.source = source
        self.name = name
        self.reason = reason
        self.place = place
    }
}

extension Configuration {
    /// The waivers for single things of every source, by source and name.
    package var opaqueWaivers: [OpaqueWaiver] {
        references.values.flatMap(\.opaqueWaivers).sorted {
            ($0.source.rawValue, $0.name) < ($1.source.rawValue, $1.name)
        }
    }
}

extension ReferencePolicy {
    fileprivate var opaqueWaivers: [OpaqueWaiver] {
        switch self {
        case .required, .waived: []
        case .requiredExcept(let waivers): waivers
        }
    }
}
