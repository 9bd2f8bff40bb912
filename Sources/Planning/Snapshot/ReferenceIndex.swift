import Model

/// The references of a snapshot, indexed by what they use. A lookup costs one hash of the family.
package struct ReferenceIndex: Equatable, Sendable {
    private var byFamily: [Family: FamilyReferences] = [:]
    /// References that could use any family, in order, without the waived ones.
    package private(set) var opaque: [Reference] = []
    /// References whose target is unknown and waived, in order, each with the first waiver that applies.
    private(set) var waived: [WaivedReference] = []
    /// All waivers, in the configuration's order.
    let waivers: [OpaqueWaiver]
    /// The waivers that could mean several resources.
    let ambiguousWaivers: Set<OpaqueWaiver>

    /// Indexes the references to one registry.
    ///
    /// - Parameters:
    ///   - scope: references to another account or Region are ignored; nil if the registry's own scope is unknown, and
    ///     then every reference counts.
    ///   - waivers: the opaque references that block no removal.
    package init(
        _ references: [Reference] = [], in scope: RegistryScope? = nil, waiving waivers: [OpaqueWaiver] = []
    ) {
        self.waivers = waivers
        ambiguousWaivers = Set(waivers.filter { $0.isAmbiguous(among: references) })
        for reference in references.sorted() {
            if let waiver = waivers.first(where: { waives($0, reference) }) {
                waived.append(WaivedReference(reference: reference, waiver: waiver))
                continue
            }
            switch reference.target {
            case .named(let name) where name.isWithin(scope):
                byFamily[name.family, default: FamilyReferences()].add(reference, to: name)
            case .named: continue
            case .opaque(let family?, _): byFamily[family, default: FamilyReferences()].opaque.append(reference)
            case .opaque(nil, _): opaque.append(reference)
            }
        }
    }

    /// The references that use the family, or could.
    package subscript(family: Family) -> FamilyReferences {
        var references = byFamily[family] ?? FamilyReferences()
        references.opaque += opaque
        return references
    }

    /// The references that a waiver applies to, in order.
    func waived(by waiver: OpaqueWaiver) -> [Reference] {
        waived.filter { waives(waiver, $0.reference) }.map(\.reference)
    }

    private func waives(_ waiver: OpaqueWaiver, _ reference: Reference) -> Bool {
        waiver.names(reference) || waiver.abbreviates(reference) && !ambiguousWaivers.contains(waiver)
    }

    /// The revisions used by number, in order.
    package var pinned: [RevisionID] {
        byFamily.flatMap { family, references in references.pinned.keys.map { RevisionID(family, $0) } }.sorted()
    }
}

/// A reference whose target is unknown, and the waiver that keeps it from holding anything.
struct WaivedReference: Equatable, Sendable {
    let reference: Reference
    let waiver: OpaqueWaiver
}

/// The references that use one family, or could.
package struct FamilyReferences: Equatable, Sendable {
    /// By revision; each list in order.
    package private(set) var pinned: [Revision: [Reference]] = [:]
    /// References that name no revision, in order.
    package private(set) var bare: [Reference] = []
    /// References whose revision is unknown until they run.
    package fileprivate(set) var opaque: [Reference] = []

    /// The revisions with a user by number that says since when: it can be compared with the deregistration.
    package var dated: RevisionSet {
        RevisionSet(pinned.filter { $0.value.contains { $0.since != nil } }.keys.sorted())
    }

    fileprivate mutating func add(_ reference: Reference, to name: TaskDefinitionName) {
        switch name {
        case .pinned(let id, _): pinned[id.revision, default: []].append(reference)
        case .bare: bare.append(reference)
        }
    }

    /// Every reference that uses a revision, given the newest ACTIVE one, which callers that name only the family get.
    package func references(to revision: Revision, newestActive: Revision?) -> [Reference] {
        let direct = pinned[revision] ?? []
        return revision == newestActive ? direct + bare : direct
    }
}

extension TaskDefinitionName {
    fileprivate func isWithin(_ scope: RegistryScope?) -> Bool {
        switch self {
        case .pinned(_, let named), .bare(_, let named): named == nil || scope == nil || named == scope
        }
    }
}
