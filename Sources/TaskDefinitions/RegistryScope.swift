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
}

extension RegistryScope: CustomStringConvertible {
    package var description: String { "account \(account) in \(region)" }
}
