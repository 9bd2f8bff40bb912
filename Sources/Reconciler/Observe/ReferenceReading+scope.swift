import Model
import Planning

extension ReferenceReading {
    /// What services and tasks use is of their own account and Region. One that names a revision of another says
    /// that two pictures were mixed up, and then its source is not covered. Neither is one of which there is no reading.
    func checked(
        against scope: RegistryScope?, expecting sources: Set<ReferenceSource>
    ) -> ReferenceReading {
        var strangers: [ReferenceSource: Reference] = [:]
        for reference in references {
            guard reference.kind.source.isOfECS, case .named(let name) = reference.target,
                let scope, let named = name.scope, named != scope
            else { continue }
            strangers[reference.kind.source] = reference
        }
        let readings = coverage.readings.map { reading in
            guard let stranger = strangers[reading.source] else { return reading }
            return SourceReading(reading.source, .failed(.foreignReference(by: stranger.name)))
        }
        return ReferenceReading(references: references, coverage: Coverage(readings, expecting: sources))
    }
}
