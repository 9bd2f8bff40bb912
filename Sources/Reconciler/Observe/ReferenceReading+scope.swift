import Manifests
import Model
import Planning

extension ReferenceReading {
    /// The sources whose references are always of the registry that was asked.
    private static let withinAccount: Set<ReferenceSourceName> = [.services, .serviceDeployments, .tasks]

    /// What services and tasks use is of their own account and Region. One that names a revision of another says
    /// that two pictures were mixed up, and then its source is not covered. Neither is one of which there is no reading.
    func checked(
        against scope: RegistryScope?, expecting sources: Set<ReferenceSourceName>
    ) -> ReferenceReading {
        var strangers: [ReferenceSourceName: Reference] = [:]
        for reference in references {
            guard Self.withinAccount.contains(reference.kind.source), case .named(let name) = reference.target,
                let scope, let named = name.scope, named != scope
            else { continue }
            strangers[reference.kind.source] = reference
        }
        let readings = coverage.readings.map { reading in
            guard let stranger = strangers[reading.source] else { return reading }
            let reason = "\(stranger.name) uses a task definition of another account or Region than the registry's"
            return SourceReading(reading.source, .failed(reason: reason))
        }
        return ReferenceReading(references: references, coverage: Coverage(readings, expecting: sources))
    }
}
