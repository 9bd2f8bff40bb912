/// Which Region and which endpoint, from the flags and the environment that are handed in.
///
/// A variable that is set to nothing counts as not set, as in the AWS CLI.
/// [Service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)
package enum EndpointResolution {
    /// The one that was asked for, or `AWS_REGION`, or `AWS_DEFAULT_REGION`, or the profile's.
    /// - Throws: when there is none, or the first one found is not a Region's name.
    package static func region(
        explicit: String?, environment: [String: String], profile: Profile? = nil
    ) throws(EndpointError) -> Region {
        if let explicit { return try Region(explicit) }
        for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            guard let value = environment[variable], !value.isEmpty else { continue }
            return try named(variable) { () throws(EndpointError) in try Region(value) }
        }
        if let profile, let value = profile["region"] {
            return try named("\(profile)") { () throws(EndpointError) in try Region(value) }
        }
        throw EndpointError("no Region: give --region or set AWS_REGION")
    }

    /// The one that was asked for, or that of the variable of the service (`AWS_ENDPOINT_URL_ECS`), or
    /// `AWS_ENDPOINT_URL`, or AWS itself.
    /// - Throws: when the first one found is not an endpoint; it never falls through to the next.
    package static func endpoint(
        of service: AWSService, explicit: String?, region: Region, environment: [String: String]
    ) throws(EndpointError) -> Endpoint {
        if let explicit { return try Endpoint(explicit) }
        for variable in ["AWS_ENDPOINT_URL_\(service.sdkName)", "AWS_ENDPOINT_URL"] {
            guard let value = environment[variable], !value.isEmpty else { continue }
            return try named(variable) { () throws(EndpointError) in try Endpoint(value) }
        }
        return try Endpoint("https://\(service.hostLabel).\(region.name).\(region.domain)")
    }

    private static func named<Value>(
        _ variable: String, _ read: () throws(EndpointError) -> Value
    ) throws(EndpointError) -> Value {
        do {
            return try read()
        } catch {
            throw EndpointError("\(variable): \(error)")
        }
    }
}
