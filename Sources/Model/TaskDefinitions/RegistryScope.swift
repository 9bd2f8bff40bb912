/// The account and Region that a registry is: the same `family:revision` in another one is another thing.
package struct RegistryScope: Hashable, Sendable {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    package let partition: String
    /// For example `eu-west-1`.
    package let region: String
    /// Twelve digits.
    package let account: String

    /// Names a registry by what its ARNs carry.
    package init(partition: String = "aws", region: String, account: String) {
        self.partition = partition
        self.region = region
        self.account = account
    }

    /// The parts of an ARN; nil where one is no literal, such as `<ACCOUNT>`: what it will be is not known, and so it may
    /// be any.
    package init?(literal partition: Substring, region: Substring, account: Substring) {
        guard Self.isLiteral(partition), Self.isLiteral(region), account.utf8.count == 12,
            account.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(partition: String(partition), region: String(region), account: String(account))
    }

    /// That of anything with an ARN; nil for one that names no account and Region.
    package init?(ofARN arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        self.init(literal: parts[1], region: parts[3], account: parts[4])
    }

    /// Capitals stand in placeholders alone.
    private static func isLiteral(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}

extension RegistryScope: CustomStringConvertible {
    package var description: String { "account \(account) in \(region)" }
}
