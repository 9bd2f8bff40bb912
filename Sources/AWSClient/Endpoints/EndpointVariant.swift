import AWSWire

/// The variant of an AWS endpoint: with FIPS 140 cryptography, with IPv6 addresses.
struct EndpointVariant: Equatable, Sendable {
    var isFIPS = false
    var isDualStack = false
}

extension AWSService {
    /// AWS's own endpoint of the service.
    ///
    /// If a service has no endpoint of the variant, its name does not resolve and every call fails: no other variant is
    /// used. The rules are those of botocore's `endpoint-rule-set-1.json`.
    func endpoint(in region: Region, _ variant: EndpointVariant) throws(EndpointError) -> Endpoint {
        let partition = Partition.of(region: region.name)
        let label = isMarkedFIPS(in: region, partition, variant) ? "\(hostLabel)-fips" : hostLabel
        let suffix = variant.isDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return try Endpoint("https://\(label).\(region.name).\(suffix)")
    }

    /// In GovCloud some FIPS endpoints are not named so, and vice versa.
    private func isMarkedFIPS(in region: Region, _ partition: Partition, _ variant: EndpointVariant) -> Bool {
        guard partition == .usGov else { return variant.isFIPS }
        return switch (self, variant.isFIPS, variant.isDualStack) {
        case (.eventBridge, true, true): false
        case (.eventBridge, true, false): !["us-gov-east-1", "us-gov-west-1"].contains(region.name)
        case (.stepFunctions, true, false): region.name != "us-gov-west-1"
        case (.stepFunctions, false, true): true
        case (.sts, true, false): false
        default: variant.isFIPS
        }
    }
}
