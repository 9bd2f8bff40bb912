import Model
import Planning

extension ReferenceReading {
    /// Checks the coverage. Services and tasks only use task definitions of their own account and Region: if one names
    /// a revision of another, two accounts' data were mixed up, and its source does not count as covered. Neither does
    /// a source without a reading.
    func checked(
        against scope: RegistryScope?, expecting sources: Set<ReferenceSource>
    ) -> ReferenceReading {
        var foreign: [ReferenceSource: Reference] = [:]
        for reference in references {
            guard reference.kind.source.belongsToECS, case .named(let name) = reference.target,
                let scope, let named = name.scope, named != scope
            else { continue }
            foreign[reference.kind.source] = reference
        }
        let readings = coverage.readings.map { reading in
            guard let reference = foreign[reading.source] else { return reading }
            return SourceReading(reading.source, .failed(.foreignReference(by: reference.name)))
        }
        return ReferenceReading(
            references: references, coverage: Coverage(readings, looks: coverage.looks, expecting: sources))
    }
}
