import AWSClient

/// A service to be found, by the settings of an environment and of the files that it names.
struct Location: Decodable {
    /// As IAM actions begin.
    let service: String
    let region: String
    let environment: [String: String]

    private static let services: [AWSService] = [
        .ecs, .eventBridge, .scheduler, .pipes, .stepFunctions, .codeDeploy, .sts,
    ]

    /// The endpoint's URL, or what is wrong.
    var answer: [String: String] {
        do {
            guard let service = Self.services.first(where: { $0.name == service }) else {
                return ["error": "add '\(service)' to the services of Tests/Probe/Location.swift"]
            }
            let files = try SharedConfiguration.read(environment: environment)
            let endpoint = try EndpointResolution.endpoint(
                of: service, explicit: nil, region: try Region(region), environment: environment,
                profile: try files.profile(explicit: nil, environment: environment), files: files)
            return ["url": "\(endpoint)"]
        } catch {
            return ["error": "\(error)"]
        }
    }
}
