/// A part of AWS with accounts and host names of its own.
///
/// [Partitions](https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html); the
/// suffixes are those of botocore's `partitions.json`.
struct Partition: Hashable, Sendable {
    /// What the names of its Regions begin with.
    private let prefix: String
    /// What host names end with.
    let suffix: String
    /// What host names with IPv4 and IPv6 addresses end with.
    let dualStackSuffix: String

    static let usGov = Partition(prefix: "us-gov-", suffix: "amazonaws.com", dualStackSuffix: "api.aws")

    /// The commercial one, which has every Region that is of no other.
    private static let aws = Partition(prefix: "", suffix: "amazonaws.com", dualStackSuffix: "api.aws")

    private static let others = [
        usGov,
        Partition(prefix: "cn-", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn"),
        Partition(prefix: "eusc-", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu"),
        Partition(prefix: "us-iso-", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov"),
        Partition(prefix: "us-isob-", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud"),
        Partition(prefix: "eu-isoe-", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk"),
        Partition(prefix: "us-isof-", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov"),
    ]

    /// That of a Region, known or not yet.
    static func of(_ region: Region) -> Partition { others.first { region.name.hasPrefix($0.prefix) } ?? aws }

    /// Whether a host is AWS's own, in whatever partition.
    static func has(host: String) -> Bool {
        ([aws] + others).contains { host.hasSuffix(".\($0.suffix)") || host.hasSuffix(".\($0.dualStackSuffix)") }
    }
}
