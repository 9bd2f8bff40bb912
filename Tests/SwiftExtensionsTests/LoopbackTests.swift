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

@Suite struct ExpectedHostsTests {
    @Test(
        "loopback names and addresses, and the names that were added",
        arguments: [
            "localhost", "LOCALHOST", "localhost.", "localhost:8080", "localhost:", "localhost.:1", "a.localhost",
            "a.b.LocalHost.:80", "127.0.0.1", "127.255.0.9:65535", "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]",
            "roster.example.org", "Roster.Example.ORG.:443", "other:1", "10.0.0.5:8080",
        ])
    func isExpected(header: String) {
        #expect(ExpectedHosts(["roster.EXAMPLE.org", "Other.", "10.0.0.5"]).contains(header: header))
    }

    @Test(
        "everything else, and near misses",
        arguments: [
            nil, "", ".", ":80", "evil.example", "localhost.evil.example", "evil.example:8080", "xlocalhost",
            "127.0.0.1.evil.example", "127.0.0.01", "::1", "::1:80", "[::1", "[::1]x", "[::1]80", "[::2]",
            "[localhost]",
            "[::ffff:127.0.0.1]", "localhost:x", "localhost:80:80", "localhost, evil.example", "localhost evil.example",
            "user@localhost", "localhost/", "http://localhost", "localhost..", "a.roster.example.org", "example.org",
            "*.example.org", "l\u{F6}calhost", "localhost\u{2028}", "0.0.0.0", "10.0.0.50",
        ] as [String?])
    func isUnexpected(header: String?) {
        #expect(!ExpectedHosts(["roster.example.org", "10.0.0.5"]).contains(header: header))
    }
}
