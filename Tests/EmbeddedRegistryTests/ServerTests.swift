import Logging
import Testing

@testable import EmbeddedRegistry

@Suite struct ServerTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("127.9.9.9", "127.9.9.9"), ("::1", "::1"), ("[::1]", "::1"),
        ("localhost", "localhost"),
    ])
    func listensOnThisMachine(host: String, bound: String) throws {
        let server = try RegistryServer(
            registry: Registry(database: .memory), host: host, port: 0, logger: Logger(label: "test"))
        #expect(server.host == bound)
    }

    @Test(arguments: [
        "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "127.0.0", "127.0.0.256", "example.com", "",
        "127.0.0.+1", "127.0.0.01", "127.0.0.-0", "0127.0.0.1", "127.0.0.", "127.0.0.１",
    ])
    func listensNowhereElse(host: String) throws {
        let registry = try Registry(database: .memory)
        #expect(throws: RegistryError.notLoopback(host: host)) {
            try RegistryServer(registry: registry, host: host, port: 0, logger: Logger(label: "test"))
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
