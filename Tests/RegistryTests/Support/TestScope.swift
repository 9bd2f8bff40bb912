import TaskDefinitions

@testable import Registry

extension RegistryDatabase {
    /// Any one will do.
    static let testScope = RegistryScope(region: "us-east-1", account: "123456789012")
}
