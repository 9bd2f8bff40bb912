/// A part of AWS with its own accounts, ARNs and host names.
///
/// [Partitions](https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html); the values
/// are those of botocore's `partitions.json`.
package struct Partition: Hashable, Sendable {
    /// The partition in ARNs: `aws`, `aws-eusc`.
    package let name: String
    /// The prefix of its Regions' names; empty for the commercial partition, which has every Region that no other has.
    private let regionPrefix: String
    /// The end of host names.
    package let dnsSuffix: String
    /// The end of host names that have IPv4 and IPv6 addresses.
    package let dualStackDNSSuffix: String

    /// AWS GovCloud (US).
    package static let usGov = Partition(
        name: "aws-us-gov", regionPrefix: "us-gov-", dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws")

    private static let commercial = Partition(
        name: "aws", regionPrefix: "", dnsSuffix: "amazonaws.com", dualStackDNSSuffix: "api.aws")

    private static let others = [
        usGov,
        Partition(
            name: "aws-cn", regionPrefix: "cn-", dnsSuffix: "amazonaws.com.cn",
            dualStackDNSSuffix: "api.amazonwebservices.com.cn"),
        Partition(
            name: "aws-eusc", regionPrefix: "eusc-", dnsSuffix: "amazonaws.eu",
            dualStackDNSSuffix: "api.amazonwebservices.eu"),
        Partition(
            name: "aws-iso", regionPrefix: "us-iso-", dnsSuffix: "c2s.ic.gov", dualStackDNSSuffix: "api.aws.ic.gov"),
        Partition(
            name: "aws-iso-b", regionPrefix: "us-isob-", dnsSuffix: "sc2s.sgov.gov",
            dualStackDNSSuffix: "api.aws.scloud"),
        Partition(
            name: "aws-iso-e", regionPrefix: "eu-isoe-", dnsSuffix: "cloud.adc-e.uk",
            dualStackDNSSuffix: "api.cloud-aws.adc-e.uk"),
        Partition(
            name: "aws-iso-f", regionPrefix: "us-isof-", dnsSuffix: "csp.hci.ic.gov",
            dualStackDNSSuffix: "api.aws.hci.ic.gov"),
    ]

    /// Every partition.
    static let all = [commercial] + others

    /// The partition of a Region, also of one that does not exist yet.
    package static func of(region: String) -> Partition {
        others.first { region.utf8.starts(with: $0.regionPrefix.utf8) } ?? commercial
    }

    /// Whether a host name is one of AWS's own, in any partition.
    package static func has(host: String) -> Bool {
        all.contains { host.hasSuffix(".\($0.dnsSuffix)") || host.hasSuffix(".\($0.dualStackDNSSuffix)") }
    }
}
