import Testing

@testable import Registry

@Suite struct ServerTests {
    @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
    func listensOnThisMachine(host: String) throws {
        #expect(!(try LoopbackAddress(host).host.contains("[")))
    }

    @Test(arguments: [
        "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "127.0.0", "127.0.0.256", "example.com", "",
        "127.0.0.+1", "127.0.0.01", "127.0.0.-0", "0127.0.0.1", "127.0.0.", "127.0.0.１",
    ])
    func listensNowhereElse(host: String) {
        #expect(throws: RegistryError.notLoopback(host: host)) { try LoopbackAddress(host) }
    }
}
