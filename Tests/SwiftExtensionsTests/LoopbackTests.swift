import SwiftExtensions
import Testing

@Suite struct LoopbackTests {
    @Test("loopback hosts", arguments: ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "0:0:0:0:0:0:0:1", "localhost"])
    func isLoopbackHost(host: String) {
        #expect(isLoopback(host))
    }

    @Test(
        "any other host, and near misses of loopback addresses",
        arguments: [
            "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "127.0.0", "127.0.0.256", "example.com", "",
            "127.0.0.+1", "127.0.0.01", "127.0.0.-0", "0127.0.0.1", "127.0.0.", "127.0.0.１", "[127.0.0.1]",
            "127.0.0.1\0.example.com", "localhost.example.com", "::ffff:127.0.0.1",
        ])
    func isAnotherHost(host: String) {
        #expect(!isLoopback(host))
    }
}
