import Model
import YAML

/// The sections that say where things are: each names exactly one of two.
extension Field {
    /// `spec.registry`.
    func registry() -> RegistrySettings? {
        guard let chosen = mapping(["embedded", "aws"])?.exactlyOne(of: ["embedded", "aws"]) else { return nil }
        return chosen.name == "aws" ? chosen.aws().map { .aws($0) } : chosen.embedded()
    }

    private func embedded() -> RegistrySettings? {
        guard let mapping = mapping(["database", "url"]) else { return nil }
        switch (mapping["database"], mapping["url"]) {
        case (nil, nil): return Configuration().registry
        case (let database?, nil): return database.text("the path of a file").map { .embedded(database: $0) }
        case (nil, let url?): return url.httpURL().map { .embeddedAt(url: $0) }
        case (_?, _?):
            _ = mapping.exactlyOne(of: ["database", "url"])
            return nil
        }
    }

    private func aws() -> AWSSettings? {
        guard let mapping = mapping(["region", "profile", "roleArn", "externalId", "endpointUrl"]) else { return nil }
        var settings = AWSSettings()
        settings.region = mapping["region"]?.text()
        settings.profile = mapping["profile"]?.text()
        settings.roleARN = mapping["roleArn"]?.roleARN()
        settings.externalID = mapping["externalId"]?.text()
        settings.endpointURL = mapping["endpointUrl"]?.httpURL()
        if let externalID = mapping["externalId"], mapping.lacks("roleArn") {
            externalID.fail("'externalId' goes with 'roleArn': add it, or take 'externalId' away")
        }
        return settings
    }

    /// `spec.source`.
    func source() -> SourceSettings? {
        guard let chosen = mapping(["directory", "git"])?.exactlyOne(of: ["directory", "git"]) else { return nil }
        return chosen.name == "git"
            ? chosen.git().map { .git($0) } : chosen.text("the path of a folder").map { .directory($0) }
    }

    private func git() -> GitSettings? {
        guard let mapping = mapping(["url", "branch", "path", "interval"]) else { return nil }
        let url = mapping.required("url")?.gitArgument("what 'git fetch' takes")
        var settings = GitSettings(url: url ?? "")
        if let branch = mapping["branch"]?.gitArgument("the name of a branch") { settings.branch = branch }
        if let path = mapping["path"]?.pathWithinRepository() { settings.path = path }
        if let interval = mapping["interval"]?.duration() { settings.interval = interval }
        return url == nil ? nil : settings
    }

    /// `spec.state`: the path of its file.
    func stateFile() -> String? {
        guard let state = mapping(["sqlite", "dynamodb"]) else { return nil }
        if let dynamoDB = state["dynamodb"] {
            dynamoDB.fail("'dynamodb' is not supported by this version: use 'sqlite', or remove 'state'")
            return nil
        }
        return state.required("sqlite")?.mapping(["file"])?["file"]?.text("the path of a file")
    }
}
