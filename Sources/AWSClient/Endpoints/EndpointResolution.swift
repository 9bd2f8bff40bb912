/// Finds the Region and the endpoints from flags, environment and profile.
///
/// An empty variable counts as unset, as in the AWS CLI. [Service-specific
/// endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)
package enum EndpointResolution {
    /// The explicit Region, or that of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile.
    /// - Throws: if there is none, or the first one found is not a Region's name.
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
        throw EndpointError("no Region: pass --region, set AWS_REGION, or set region in the profile")
    }

    /// The explicit endpoint; or that of the service's variable (`AWS_ENDPOINT_URL_ECS`), of `AWS_ENDPOINT_URL`, of the
    /// profile's `services` section or of its `endpoint_url`; or AWS's own.
    ///
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, or the profile's `ignore_configured_endpoint_urls`, leaves only the first
    /// and the last. `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT` and the profile's equivalents select the
    /// FIPS or IPv6 variant of AWS's own endpoint; any other is used as it is, as in botocore.
    /// - Parameter files: the files of the profile.
    /// - Throws: if the first one found is not an endpoint; it never falls through to the next.
    package static func endpoint(
        of service: AWSService, explicit: String?, region: Region, environment: [String: String],
        profile: Profile? = nil, files: SharedConfiguration = .empty
    ) throws(EndpointError) -> Endpoint {
        if let explicit { return try Endpoint(explicit) }
        let settings = Settings(environment: environment, profile: profile)
        if !settings.isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") {
            for variable in ["AWS_ENDPOINT_URL_\(service.sdkName)", "AWS_ENDPOINT_URL"] {
                guard let value = environment[variable], !value.isEmpty else { continue }
                return try named(variable) { () throws(EndpointError) in try Endpoint(value) }
            }
            if let endpoint = try endpoint(of: service, profile, files) { return endpoint }
        }
        return try service.endpoint(
            in: region,
            EndpointVariant(
                isFIPS: settings.isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
                isDualStack: settings.isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")))
    }

    private static func endpoint(
        of service: AWSService, _ profile: Profile?, _ files: SharedConfiguration
    ) throws(EndpointError) -> Endpoint? {
        guard let profile else { return nil }
        let ofService: String?
        do {
            ofService = try files.endpointURL(ofService: service.sdkName.lowercased(), for: profile)
        } catch {
            throw EndpointError("\(error)")
        }
        guard let url = ofService ?? profile["endpoint_url"] else { return nil }
        return try named("'endpoint_url' of \(profile)") { () throws(EndpointError) in try Endpoint(url) }
    }

    /// Switches of the environment, or else of the profile.
    private struct Settings {
        let environment: [String: String]
        let profile: Profile?

        /// `true` in any case is on, as in botocore.
        func isOn(_ variable: String, _ key: String) -> Bool {
            if let value = environment[variable], !value.isEmpty { return value.lowercased() == "true" }
            return profile?.flag(key) ?? false
        }
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
