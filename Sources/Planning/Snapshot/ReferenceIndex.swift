import Model

/// The references of a snapshot, found by what they use. A lookup costs one hash for the family.
package struct ReferenceIndex: Equatable, Sendable {
    private var byFamily: [Family: FamilyReferences] = [:]
    /// Those that could use any family, in order; what is waived is not among them.
    package private(set) var opaque: [Reference] = []
    /// Those of which the configuration waives to know what they use, in order, with the first waiver that does.
    private(set) var waived: [WaivedReference] = []
    /// The waivers that were handed in.
    let waivers: [OpaqueWaiver]
    /// Those of them that may mean one thing or another.
    let ambiguousWaivers: Set<OpaqueWaiver>

    /// Indexes what concerns one registry.
    ///
    /// - Parameters:
    ///   - scope: an ARN of another account or Region is another thing, even with the same number; nil when the
    ///     registry's own scope is not known, and then every reference counts.
    ///   - waivers: the opaque references that hold nothing back.
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

    /// What uses the family, or could.
    package subscript(family: Family) -> FamilyReferences {
        var references = byFamily[family] ?? FamilyReferences()
        references.opaque += opaque
        return references
    }

    /// What a waiver waives, in order.
    func waived(by waiver: OpaqueWaiver) -> [Reference] {
        waived.filter { waives(waiver, $0.reference) }.map(\.reference)
    }

    private func waives(_ waiver: OpaqueWaiver, _ reference: Reference) -> Bool {
        waiver.names(reference) || waiver.abbreviates(reference) && !ambiguousWaivers.contains(waiver)
    }

    /// The revisions that are used by number, in order.
    package var pinned: [RevisionID] {
        byFamily.flatMap { family, references in references.pinned.keys.map { RevisionID(family, $0) } }.sorted()
    }
}

/// A reference that cannot be known, and why that holds nothing back.
struct WaivedReference: Equatable, Sendable {
    let reference: Reference
    let waiver: OpaqueWaiver
}

/// What uses one family, or could.
package struct FamilyReferences: Equatable, Sendable {
    /// By revision; each list in order.
    package private(set) var pinned: [Revision: [Reference]] = [:]
    /// The callers that name no revision, in order.
    package private(set) var bare: [Reference] = []
    /// Those of which nobody can say which revision they will use.
    package fileprivate(set) var opaque: [Reference] = []

    /// The revisions that something uses by number since a time that it says: whether it took them up before or after
    /// a deregistration can be told.
    package var dated: RevisionSet {
        RevisionSet(pinned.filter { $0.value.contains { $0.since != nil } }.keys.sorted())
    }

    fileprivate mutating func add(_ reference: Reference, to name: TaskDefinitionName) {
        switch name {
        case .pinned(let id, _): pinned[id.revision, default: []].append(reference)
        case .bare: bare.append(reference)
        }
    }

    /// Everything that uses a revision, given the newest ACTIVE one: that is what a caller gets that names
    /// the family alone.
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
