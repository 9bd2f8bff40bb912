import Model
import Planning

/// Everything that can refer to a revision: the seam to the sources of references.
package protocol ReferenceReader: Sendable {
    /// The sources that there are, waived ones too: a reading without one of them is not whole.
    var sources: Set<ReferenceSource> { get }

    /// Reads every source anew. It never throws: a source that failed is in the coverage, with the reason.
    ///
    /// - Parameter families: nil for all of them. Otherwise what cannot use one of these families may be left out, where
    ///   that is cheaper; more than was requested is never wrong.
    func read(of families: Set<Family>?) async -> ReferenceReading
}

/// What the sources said, and how far they can be relied on.
package struct ReferenceReading: Equatable, Sendable {
    /// In any order.
    package let references: [Reference]
    /// One reading for each source.
    package let coverage: Coverage

    /// A reading.
    package init(references: [Reference], coverage: Coverage) {
        self.references = references
        self.coverage = coverage
    }
}
