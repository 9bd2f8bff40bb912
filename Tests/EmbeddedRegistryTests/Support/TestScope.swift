import Model

@testable import EmbeddedRegistry

extension RegistryDatabase {
    /// Any one will do.
    static let testScope = RegistryScope(region: "us-east-1", account: "123456789012")
}
