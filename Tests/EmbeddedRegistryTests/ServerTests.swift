import Logging
import Testing

@testable import EmbeddedRegistry

@Suite struct ServerTests {
    @Test func listensOnlyOnLoopback() throws {
        let registry = try Registry(database: .memory)
        let logger = Logger(label: "test")
        #expect(throws: Never.self) {
            try RegistryServer(registry: registry, host: "[::1]", port: 0, logger: logger)
        }
        #expect(throws: RegistryError.notLoopback(host: "10.0.0.1")) {
            try RegistryServer(registry: registry, host: "10.0.0.1", port: 0, logger: logger)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "[::]", "registry.example.com"])
    func listensAnywhereOnceItVerifiesSignatures(host: String) throws {
        let logger = Logger(label: "test")
        let open = try Registry(database: .memory)
        #expect(throws: RegistryError.notLoopback(host: host)) {
            try RegistryServer(registry: open, host: host, port: 0, logger: logger)
        }
        var settings = Registry.Settings()
        settings.accessKeys = AccessKeys()
        let closed = try Registry(database: .memory, settings: settings)
        #expect(throws: Never.self) { try RegistryServer(registry: closed, host: host, port: 0, logger: logger) }
        settings.isAdminEnabled = true
        let administered = try Registry(database: .memory, settings: settings)
        #expect(throws: RegistryError.notLoopback(host: host)) {
            try RegistryServer(registry: administered, host: host, port: 0, logger: logger)
        }
    }

    @Test func saysHowToListenElsewhere() {
        let said = RegistryError.notLoopback(host: "0.0.0.0").description
        #expect(said.contains("--access-key") && said.contains("0.0.0.0") && said.contains("127.0.0.1"))
    }
}
