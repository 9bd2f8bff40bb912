import Model
import YAML

/// Reads `roster.yaml`; absent keys keep their defaults.
///
/// - Throws: All diagnostics of the file.
package func parseConfiguration(_ file: ManifestFile) throws(Diagnostics) -> Configuration {
    let collector = DiagnosticCollector(file: file.path, isConfidential: true)
    let documents = collector.documents(in: file.bytes)
    var configuration = Configuration()
    if let document = documents.first {
        read(document, into: &configuration, collector: collector)
        for other in documents.dropFirst() {
            if collector.isFull { break }
            collector.add(
                "a configuration must be a single document: remove this one", at: collector.location(of: other))
        }
    } else if collector.diagnostics.isEmpty {
        collector.add(
            "the file has no configuration: write one, or delete the file to use the defaults",
            at: SourceLocation(file: file.path))
    }
    if let diagnostics = Diagnostics(collector.diagnostics) { throw diagnostics }
    return configuration
}

private func read(_ document: Node, into configuration: inout Configuration, collector: DiagnosticCollector) {
    guard let root = readHeader(of: document, kind: .configuration, collector: collector) else { return }
    if let name = root["metadata"]?.mapping(["name"])?["name"]?.text() { configuration.name = name }
    guard
        let spec = root["spec"]?.mapping([
            "registry", "source", "guardrails", "references", "pacing", "controller", "state",
        ])
    else { return }
    if let registry = spec["registry"]?.registry() { configuration.registry = registry }
    if let source = spec["source"]?.source() { configuration.source = source }
    if let guardrails = spec["guardrails"]?.guardrails() { configuration.guardrails = guardrails }
    spec["references"]?.references(into: &configuration)
    if let pacing = spec["pacing"]?.pacing() { configuration.pacing = pacing }
    if let controller = spec["controller"]?.controller() { configuration.controller = controller }
    if let file = spec["state"]?.stateFile() { configuration.stateFile = file }
}

extension Field {
    fileprivate func guardrails() -> GuardrailPolicy? {
        guard
            let mapping = mapping([
                "maximumDeregistrations", "keepNewest", "minimumAge", "evidenceMaximumAge", "referenceMaximumAge",
            ])
        else { return nil }
        var settings = GuardrailPolicy()
        mapping["maximumDeregistrations"]?.readMaximum(into: &settings)
        // Never 0: a bare family name resolves to the newest revision, and a family ends with none only through
        // `retire`.
        if let count = mapping["keepNewest"]?.integer(in: 1...Int.max) { settings.keepNewest = count }
        if let age = mapping["minimumAge"]?.duration(zeroAllowed: true) { settings.minimumAge = age }
        if let age = mapping["evidenceMaximumAge"]?.duration() { settings.evidenceMaximumAge = age }
        if let age = mapping["referenceMaximumAge"]?.duration() { settings.referenceMaximumAge = age }
        return settings
    }

    private func readMaximum(into settings: inout GuardrailPolicy) {
        guard let maximum = mapping(["count", "percent", "always", "beyond"]) else { return }
        if let count = maximum["count"]?.integer(in: 0...Int.max) { settings.maximumCount = count }
        if let percent = maximum["percent"]?.integer(in: 0...100) { settings.maximumPercent = percent }
        if let always = maximum["always"]?.integer(in: 0...Int.max) { settings.alwaysAllowed = always }
        if let beyond = maximum["beyond"]?.choice(GuardrailPolicy.BeyondCount.self) {
            settings.beyondCount = beyond
        }
    }

    fileprivate func pacing() -> PacingSettings? {
        guard let mapping = mapping(["deregistrationsPerSecond", "burst"]) else { return nil }
        var settings = PacingSettings()
        if let field = mapping["deregistrationsPerSecond"] {
            // The lowest rate is once in eleven days.
            if let rate = field.node.double, rate >= 0.000001, rate.isFinite {
                settings.deregistrationsPerSecond = rate
            } else {
                field.reportMismatch(expected: "a number of at least 0.000001")
            }
        }
        if let field = mapping["burst"], let burst = field.integer(in: 1...100) {
            settings.burst = burst
            settings.burstLocation = field.location
        }
        return settings
    }

    fileprivate func controller() -> ControllerSettings? {
        guard let mapping = mapping(["interval", "listen", "hosts"]) else { return nil }
        var settings = ControllerSettings()
        if let interval = mapping["interval"]?.duration() { settings.interval = interval }
        if let address = mapping["listen"]?.loopbackAddress() { settings.listen = address }
        if let hosts = mapping["hosts"]?.list() { settings.hosts = hosts.compactMap { $0.hostName() } }
        return settings
    }
}

/// The sections that locate something.
extension Field {
    /// `spec.registry`.
    fileprivate func registry() -> RegistrySettings? {
        guard let chosen = mapping(["embedded", "aws"])?.exactlyOne(of: ["embedded", "aws"]) else { return nil }
        return chosen.name == "aws" ? chosen.aws().map { .aws($0) } : chosen.embedded()
    }

    private func embedded() -> RegistrySettings? {
        guard let mapping = mapping(["database", "url"]) else { return nil }
        switch (mapping["database"], mapping["url"]) {
        case (nil, nil): return Configuration().registry
        case (let database?, nil): return database.text("a file path").map { .embedded(database: $0) }
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
            externalID.report("'externalId' needs 'roleArn': add 'roleArn', or remove 'externalId'")
        }
        return settings
    }

    /// `spec.state`: the path of the state file.
    fileprivate func stateFile() -> String? {
        guard let state = mapping(["sqlite", "dynamodb"]) else { return nil }
        if let dynamoDB = state["dynamodb"] {
            dynamoDB.report("'dynamodb' is not supported by this version: use 'sqlite', or remove 'state'")
            return nil
        }
        return state.required("sqlite")?.mapping(["file"])?["file"]?.text("a file path")
    }
}
