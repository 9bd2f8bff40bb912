/// What the manifests of one run declare, free of mistakes: it exists only when every manifest was read
/// whole and none had an error.
package struct DesiredState: Equatable, Sendable {
    /// The managed families, by name. A family that is not here is unmanaged: reported, never touched.
    package let families: [Family: DesiredFamily]

    /// Collects families that are already known to be different ones.
    package init(_ families: [DesiredFamily] = []) {
        self.families = Dictionary(families.map { ($0.family, $0) }) { first, _ in first }
    }
}

/// What one manifest declares of its family.
package struct DesiredFamily: Equatable, Sendable {
    /// `metadata.name`.
    package let family: Family
    /// `spec.active`: what stays ACTIVE is the union of the entries.
    package let active: [ActiveEntry]
    /// `spec.protect`: never removed, never drift.
    package let protections: [Protection]
    /// What any of them names.
    package let protect: RevisionSet
    /// `spec.prune`.
    package let prune: Prune
    /// `spec.retire`: the family may end with no ACTIVE revision.
    package let retire: Bool
    /// Where the manifest's name stands.
    package let location: SourceLocation

    /// Declares a family; the defaults are those of a manifest that leaves the key out.
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

/// One entry of `spec.active`, and where it stands.
package struct ActiveEntry: Equatable, Sendable {
    /// What it selects.
    package let selector: ActiveSelector
    /// Where it stands in the manifest.
    package let location: SourceLocation

    /// An entry at a location.
    package init(_ selector: ActiveSelector, at location: SourceLocation) {
        self.selector = selector
        self.location = location
    }
}

/// One entry of `spec.protect`, and where it stands.
package struct Protection: Equatable, Sendable {
    /// `12`, which is the range of one, or `3..5`.
    package let revisions: ClosedRange<Revision>
    /// Where it stands in the manifest.
    package let location: SourceLocation

    /// An entry at a location.
    package init(_ revisions: ClosedRange<Revision>, at location: SourceLocation) {
        self.revisions = revisions
        self.location = location
    }
}

/// The ways in which an entry of `spec.active` names revisions.
package enum ActiveSelector: Equatable, Sendable {
    /// `42` or `38..40`: these revisions, whether they are there or not.
    case revisions(RevisionSet)
    /// `latest: 3`: the newest so many that are ACTIVE; at least 1.
    case latest(Int)
    /// `registeredWithin: 14d`: the ACTIVE ones that were registered after that long ago; one whose age is not known is
    /// among them.
    case registeredWithin(Duration)
}

/// `spec.prune`: what happens to the revisions that are no longer declared.
package enum Prune: String, Equatable, Sendable, CaseIterable {
    /// They are deregistered, where nothing stands against it.
    case deregister
    /// They are reported as drift, and stay.
    case report
}
