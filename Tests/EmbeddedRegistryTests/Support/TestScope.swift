import Model

@testable import EmbeddedRegistry

extension RegistryDatabase {
    /// An arbitrary account and Region.
    static let testScope = RegistryScope(region: "us-east-1", account: "123456789012")
}
