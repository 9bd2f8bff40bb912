import Foundation
import Model
import Planning

package let registryScope = RegistryScope(region: "eu-west-1", account: "123456789012")

/// A service that uses a revision such as `web:41`, or, given a bare name, the newest.
package func service(_ name: String, uses target: String) -> Reference {
    reference(.service, name, target)
}

package func reference(_ kind: ReferenceKind, _ name: String, _ target: String, since: Date? = nil) -> Reference {
    guard let target = TaskDefinitionName(target) else { preconditionFailure("'\(target)' names nothing") }
    return Reference(kind, name, uses: target, since: since, readAt: noon)
}

extension SourceReading.State {
    /// A reading that takes as long again.
    package static func complete(
        readAt date: Date, took: Duration = .zero, references: Int, of families: Set<Family>? = nil
    ) -> Self {
        .complete(readAt: moment(date), took: took, again: took, references: references, of: families)
    }
}

extension Guardrails {
    /// Clears all of a plan.
    package func clear(
        _ plan: Plan, against fresh: Snapshot, at now: Date
    ) throws(Refusals) -> ClearedBurst {
        try clear(plan.removals, of: plan, against: fresh, at: moment(now))
    }
}

/// Services and tasks, read completely at noon.
package let covered = Coverage([
    SourceReading(.services, .complete(readAt: noon, references: 0)),
    SourceReading(.tasks, .complete(readAt: noon, references: 0)),
])
package let uncovered = Coverage([
    SourceReading(.services, .failed(.call("denied"))),
    SourceReading(.tasks, .complete(readAt: noon, references: 0)),
])

extension Snapshot {
    /// A snapshot whose revisions were all registered two hours ago, unless dates are given, and none of them by AWS
    /// Batch, unless registrars are given.
    package init(
        _ active: [String: RevisionSet], references: [Reference] = [], coverage: Coverage = covered,
        lookups: [String: Lookup] = [:], dates: [String: Date]? = nil,
        registrars: [String: Registrar]? = nil, waivers: [OpaqueWaiver] = []
    ) {
        var registrations = Registrations()
        let known =
            dates
            ?? Dictionary(
                uniqueKeysWithValues: active.compactMap { name, revisions in
                    revisions.newest.map { ("\(name):\($0)", noon.addingTimeInterval(-7200)) }
                })
        for (text, date) in known { registrations.record(id(text), registeredAt: date) }
        let others = active.flatMap { name, revisions in revisions.map { ("\(name):\($0)", Registrar.other) } }
        for (text, registrar) in registrars ?? Dictionary(uniqueKeysWithValues: others) {
            registrations.record(id(text), by: registrar)
        }
        self.init(
            scope: registryScope,
            active: Dictionary(uniqueKeysWithValues: active.map { (family($0.key), $0.value) }),
            lookups: Dictionary(grouping: lookups, by: { id($0.key).family }).mapValues { RevisionLookups($0) },
            registrations: registrations, references: references, coverage: coverage, waivers: waivers)
    }
}

/// Declares `web`.
package func web(
    _ active: ActiveSelector..., protect: RevisionSet = [], prune: Prune = .deregister, retire: Bool = false
) -> DesiredState {
    let entries = active.enumerated().map { ActiveEntry($0.element, at: location($0.offset + 7)) }
    return DesiredState([
        DesiredFamily(
            family("web"), active: entries, protect: protect.map { Protection($0...$0, at: location(9)) }, prune: prune,
            retire: retire, location: location())
    ])
}

/// The looked-up status of one revision; nil if it is missing.
package typealias Lookup = RevisionStatus?

extension RevisionLookups {
    package init(_ entries: [(key: String, value: Lookup)]) {
        var found: [RevisionStatus: RevisionSet] = [:]
        for entry in entries {
            if let status = entry.value { found[status, default: []].insert(id(entry.key).revision) }
        }
        self.init(requested: RevisionSet(entries.map { id($0.key).revision }.sorted()), found: found)
    }
}

extension Plan {
    /// `web:1 web:2`.
    package var removed: [String] { removals.map(\.id.description) }
    /// `web:3 inUse+newest`.
    package var held: [String] { withheld.map(\.text) }
    /// `web:1 undeclared`, `web:3 inUse+newest`.
    package var reports: [String] {
        reported.removals.map { "\($0.id) \($0.reason.rawValue)" } + reported.withheld.map(\.text)
    }
    /// `web:1..3 undeclared`.
    package var drifts: [String] { drift.map { "\($0.family):\($0.revisions) \($0.reason.code.rawValue)" } }
}

extension Withheld {
    /// `web:3 inUse+newest`.
    fileprivate var text: String { "\(id) \(reasons.map(\.code.rawValue).joined(separator: "+"))" }
}
