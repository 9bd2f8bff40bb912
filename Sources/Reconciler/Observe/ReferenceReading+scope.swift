import Model
import Planning

extension ReferenceReading {
    /// What services and tasks use is of their own account and Region. One that names a revision of another says
    /// that two pictures were mixed up, and then its source is not covered. Neither is one of which there is no reading.
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
        return ReferenceReading(references: references, coverage: Coverage(readings, expecting: sources))
    }
}
