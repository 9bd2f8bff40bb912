import SwiftExtensions

/// Finds where credentials come from, in botocore's order. Pure.
///
/// 1. the environment, unless a profile was named explicitly
/// 2. a role of the profile, assumed with the credentials of another source
/// 3. web identity, of the environment (unless a profile was named explicitly) or the profile
/// 4. keys of the credentials file, `credential_process`, keys of the configuration file
/// 5. the container's agent
/// 6. instance metadata
///
/// The first one that is set counts: if it fails, that is an error, and no other is tried. An incomplete pair of keys
/// is an error too, whereas botocore ignores a secret without its key. [Credential
/// providers](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html)
struct CredentialsResolution {
    let environment: [String: String]
    let configuration: SharedConfiguration
    /// From the flag or the configuration; nil leaves it to the environment.
    let explicitProfile: String?

    /// - Throws: if a setting cannot be used, or nothing is set and instance metadata is disabled.
    func source() throws(CredentialsError) -> CredentialsSource {
        let profile: Profile?
        do {
            profile = try configuration.profile(explicit: explicitProfile, environment: environment)
        } catch {
            throw CredentialsError(error.description)
        }
        let shadowing = explicitProfile == nil ? environment : [:]
        if let found = try EnvironmentCredentials.read(shadowing) { return .fixed(found, from: .environment) }
        if let profile, profile.assumesRole { return try role(of: profile, after: [profile.name]) }
        if let found = try own(of: profile, environment: shadowing) { return found }
        if let container = try ContainerEndpoint(environment: environment) { return .container(container) }
        guard
            let instance = try InstanceMetadata(environment: environment, profile: profile, isLastResort: true)
        else { throw InstanceMetadata.nothing("\(InstanceMetadata.disabledVariable) is set") }
        return .instanceMetadata(instance)
    }

    /// The profile's own credentials, other than by its role.
    /// - Parameter environment: whose web identity takes precedence over the profile's.
    private func own(
        of profile: Profile?, environment: [String: String]
    ) throws(CredentialsError) -> CredentialsSource? {
        if let found = try webIdentity(profile, environment) { return .webIdentity(found) }
        guard let profile else { return nil }
        try profile.refuseUnsupported()
        func fixed(_ keys: TemporaryCredentials, _ file: String) -> CredentialsSource {
            .fixed(keys, from: .profile(CredentialsOrigin.Profile(name: profile.name, file: file)))
        }
        let files = profile.files
        if let keys = try profile.keys(of: profile.credentialsFile, called: files.credentials) {
            return fixed(keys, files.credentials)
        }
        if let line = profile["credential_process"] { return .process(try CredentialsProcess(line, of: profile)) }
        return try profile.keys(of: profile.configurationFile, called: files.configuration)
            .map { fixed($0, files.configuration) }
    }

    private func webIdentity(
        _ profile: Profile?, _ environment: [String: String]
    ) throws(CredentialsError) -> WebIdentity? {
        func setting(_ variable: String, _ key: String) -> SourcedText {
            let own = SourcedText(environment[variable], variable)
            guard own.text == nil, let other = profile?.sourced(key) else { return own }
            return other.text == nil && !environment.isEmpty ? own : other
        }
        guard let file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file").text else { return nil }
        return WebIdentity(
            role: try AssumedRole(
                arn: setting("AWS_ROLE_ARN", "role_arn"),
                sessionName: setting("AWS_ROLE_SESSION_NAME", "role_session_name")),
            tokenFile: file)
    }

    /// - Parameter visited: the profiles visited so far, including this one.
    private func role(of profile: Profile, after visited: [String]) throws(CredentialsError) -> CredentialsSource {
        guard profile["mfa_serial"] == nil else {
            throw CredentialsError(
                """
                'mfa_serial' of \(profile) needs an MFA code, which Roster cannot prompt for: get credentials with \
                'credential_process', or use a role without MFA
                """)
        }
        let role = try AssumedRole(
            arn: profile.sourced("role_arn"), sessionName: profile.sourced("role_session_name"),
            externalID: profile.sourced("external_id"), duration: profile.sourced("duration_seconds"))
        switch (profile["source_profile"], profile["credential_source"]) {
        case (let name?, nil): return .role(role, by: try source(of: name, for: profile, after: visited))
        case (nil, let name?): return .role(role, by: try named(name, for: profile))
        case (nil, nil):
            throw CredentialsError("\(profile) has 'role_arn' but neither 'source_profile' nor 'credential_source'")
        case (_?, _?):
            throw CredentialsError("\(profile) has both 'source_profile' and 'credential_source': remove one")
        }
    }

    /// `source_profile`: a profile with keys may name itself; otherwise cycles are refused.
    private func source(
        of name: String, for profile: Profile, after visited: [String]
    ) throws(CredentialsError) -> CredentialsSource {
        guard let source = configuration.profile(named: name) else {
            throw CredentialsError(
                "'source_profile' of \(profile) names '\(printable(name))', which is not in \(configuration.location)")
        }
        guard !visited.contains(name) || (name == profile.name && source.hasKeys) else {
            let way = (visited + [name]).map { printable($0) }.joined(separator: " → ")
            throw CredentialsError("the profiles assume roles in a cycle: \(way)")
        }
        if source.assumesRole, !source.hasKeys { return try role(of: source, after: visited + [name]) }
        guard let found = try own(of: source, environment: [:]) else {
            throw CredentialsError("\(source), the 'source_profile' of \(profile), has no credentials")
        }
        return found
    }

    /// `credential_source`
    private func named(_ name: String, for profile: Profile) throws(CredentialsError) -> CredentialsSource {
        let found: CredentialsSource?
        switch name {
        case "Environment": found = try EnvironmentCredentials.read(environment).map { .fixed($0, from: .environment) }
        case "EcsContainer": found = try ContainerEndpoint(environment: environment).map { .container($0) }
        case "Ec2InstanceMetadata":
            found = try InstanceMetadata(environment: environment, profile: profile, isLastResort: false)
                .map { .instanceMetadata($0) }
        default:
            throw CredentialsError(
                """
                'credential_source' of \(profile) must be Environment, Ec2InstanceMetadata or EcsContainer, not \
                '\(printable(name))'
                """)
        }
        guard let found else {
            throw CredentialsError("'credential_source' of \(profile) is \(name), which has no credentials")
        }
        return found
    }
}
