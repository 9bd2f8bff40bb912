import Model
import Planning

/// Everything that can refer to a revision: the port to the sources of references.
package protocol ReferenceReader: Sendable {
    /// All sources, including waived ones: a reading without one of them is incomplete.
    var sources: Set<ReferenceSource> { get }

    /// Reads every source anew. Never throws: a source that failed is in the coverage, with the reason.
    ///
    /// - Parameter families: nil for all. Otherwise references that cannot be to one of these families may be omitted
    ///   if that is cheaper; returning more is never wrong.
    func read(of families: Set<Family>?) async -> ReferenceReading
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
}
