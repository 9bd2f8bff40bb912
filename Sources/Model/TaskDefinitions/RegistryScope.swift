/// The account and Region of a registry: the same `family:revision` elsewhere is a different revision.
package struct RegistryScope: Hashable, Sendable {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    package let partition: String
    /// Such as `eu-west-1`.
    package let region: String
    /// Twelve digits.
    package let account: String

    package init(partition: String = "aws", region: String, account: String) {
        self.partition = partition
        self.region = region
        self.account = account
    }

    /// Takes the parts of an ARN; nil if one is not a literal, such as `<ACCOUNT>`: its value is unknown, so that it
    /// may be any.
    package init?(literal partition: Substring, region: Substring, account: Substring) {
        guard Self.isLiteral(partition), Self.isLiteral(region), account.utf8.count == 12,
            account.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(partition: String(partition), region: String(region), account: String(account))
    }

    /// The account and Region in an ARN; nil if it has none.
    package init?(ofARN arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        self.init(literal: parts[1], region: parts[3], account: parts[4])
    }

    /// Only placeholders contain capitals.
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
