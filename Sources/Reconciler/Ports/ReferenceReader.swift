import Model
import Planning

/// Everything that can refer to a revision: the port to the sources of references.
package protocol ReferenceReader: Sendable {
    /// All sources, including waived ones: a reading without one of them is incomplete.
    var sources: Set<ReferenceSource> { get }

    /// Reads some of the sources anew. Never throws: a source that failed is in the coverage, with the reason.
    ///
    /// - Parameter families: nil for all. Otherwise references that cannot be to one of these families may be omitted
    ///   if that is cheaper; returning more is never wrong.
    func read(_ sources: Set<ReferenceSource>, of families: Set<Family>?) async -> ReferenceReading

    /// Reads what a source that starts things later has begun to start by now, such as deployments under way, for the
    /// sources that can tell. It adds to an earlier complete reading and does not replace it.
    func readUnderWay() async -> ReferenceReading
}

/// What the sources returned, and how complete it is.
package struct ReferenceReading: Equatable, Sendable {
    /// In any order.
    package let references: [Reference]
    /// One reading for each source.
    package let coverage: Coverage

    package init(references: [Reference], coverage: Coverage) {
        self.references = references
        self.coverage = coverage
    }

    /// Combines the readings of several sources.
    package init(_ readings: [ReferenceReading]) {
        self.init(
            references: readings.flatMap(\.references),
            coverage: Coverage(readings.flatMap(\.coverage.readings), looks: readings.flatMap(\.coverage.looks)))
    }

    /// The part about some sources.
    func limited(to sources: Set<ReferenceSource>) -> ReferenceReading {
        ReferenceReading(
            references: references.filter { sources.contains($0.kind.source) },
            coverage: Coverage(coverage.readings.filter { sources.contains($0.source) }))
    }

    /// A copy in which a later reading replaces what is about the same sources.
    func replacing(with later: ReferenceReading) -> ReferenceReading {
        let others = Set(coverage.readings.map(\.source)).subtracting(later.coverage.readings.map(\.source))
        return ReferenceReading([limited(to: others), later])
    }

    /// A copy with what sources have begun to start since. A source whose later reading failed has failed.
    func adding(underWay later: ReferenceReading) -> ReferenceReading {
        let known = Set(references.map(Use.init))
        let failures = later.coverage.failures
        let readings = coverage.readings.map { reading in failures.first { $0.source == reading.source } ?? reading }
        return ReferenceReading(
            references: references + later.references.filter { !known.contains(Use($0)) },
            coverage: Coverage(readings, looks: later.coverage.readings))
    }

    /// A reference, whenever it was read.
    private struct Use: Hashable {
        let kind: ReferenceKind
        let name: String
        let target: ReferenceTarget

        init(_ reference: Reference) {
            (kind, name, target) = (reference.kind, reference.name, reference.target)
        }
    }
}
