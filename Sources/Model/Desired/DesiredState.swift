/// What the manifests of one run declare, validated: it exists only when every manifest was read completely and none
/// had an error.
package struct DesiredState: Equatable, Sendable {
    /// The managed families, by name. All others are unmanaged: reported, never touched.
    package let families: [Family: DesiredFamily]

    /// Collects families whose names are known to differ.
    package init(_ families: [DesiredFamily] = []) {
        self.families = Dictionary(families.map { ($0.family, $0) }) { first, _ in first }
    }
}

/// What one manifest declares about its family.
package struct DesiredFamily: Equatable, Sendable {
    /// `metadata.name`.
    package let family: Family
    /// `spec.active`; the union of the entries stays ACTIVE.
    package let active: [ActiveEntry]
    /// `spec.protect`: never removed, never drift.
    package let protections: [Protection]
    /// The union of the protections.
    package let protect: RevisionSet
    /// `spec.prune`.
    package let prune: Prune
    /// `spec.retire`: the family may end with no ACTIVE revision.
    package let retire: Bool
    /// Where `metadata.name` is.
    package let location: SourceLocation

    /// Declares a family; the defaults are those of a manifest that omits the key.
    package init(
        _ family: Family, active: [ActiveEntry] = [], protect: [Protection] = [],
        prune: Prune = .deregister, retire: Bool = false, location: SourceLocation
    ) {
        self.family = family
        self.active = active
        protections = protect
        self.protect = RevisionSet(ranges: protect.map(\.revisions))
        self.prune = prune
        self.retire = retire
        self.location = location
    }
}

/// One entry of `spec.active`.
package struct ActiveEntry: Equatable, Sendable {
    /// Which revisions it selects.
    package let selector: ActiveSelector
    /// Where it is in the manifest.
    package let location: SourceLocation

    /// An entry at a location.
    package init(_ selector: ActiveSelector, at location: SourceLocation) {
        self.selector = selector
        self.location = location
    }
}

/// One entry of `spec.protect`.
package struct Protection: Equatable, Sendable {
    /// `12`, a range of one, or `3..5`.
    package let revisions: ClosedRange<Revision>
    /// Where it is in the manifest.
    package let location: SourceLocation

    /// An entry at a location.
    package init(_ revisions: ClosedRange<Revision>, at location: SourceLocation) {
        self.revisions = revisions
        self.location = location
    }
}

/// The ways an entry of `spec.active` can name revisions.
package enum ActiveSelector: Equatable, Sendable {
    /// `42` or `38..40`: these revisions, whether they exist or not.
    case revisions(RevisionSet)
    /// `latest: 3`: the N newest ACTIVE revisions; N is at least 1.
    case latest(Int)
    /// `registeredWithin: 14d`: the ACTIVE revisions registered less than that long ago, and those whose age is
    /// unknown.
    case registeredWithin(Duration)
}

/// `spec.prune`: what happens to revisions that are no longer declared.
package enum Prune: String, Equatable, Sendable, CaseIterable {
    /// They are deregistered unless something holds them.
    case deregister
    /// They stay, and are reported as drift.
    case report
}
