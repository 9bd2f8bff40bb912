import Testing

@testable import AWSClient

@Suite struct ProxiesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var environment: [String: String]
        let endpoint: String
        /// Nil when the way is direct.
        let proxy: String?

        init(_ name: String, _ environment: [String: String], _ endpoint: String, _ proxy: String?) {
            self.name = name
            self.environment = environment
            self.endpoint = endpoint
            self.proxy = proxy
        }

        var testDescription: String { name }
    }

    static let both = [
        "HTTPS_PROXY": "http://secure:1", "HTTP_PROXY": "http://plain:2", "https_proxy": "http://small:3",
    ]
    static let ecs = "https://ecs.eu-west-1.amazonaws.com"

    static func except(_ text: String) -> [String: String] {
        ["HTTPS_PROXY": "p:1", "HTTP_PROXY": "p:1", "NO_PROXY": text]
    }

    @Test(arguments: [
        Case("none", [:], ecs, nil),
        Case("that of https", ["HTTPS_PROXY": "http://p:1"], ecs, "http://p:1"),
        Case("that of http", both, "http://moto.example:5000", "http://plain:2"),
        Case("not that of the other", ["HTTP_PROXY": "http://p:1"], ecs, nil),
        Case("the lower case first", both, ecs, "http://small:3"),
        Case("the lower case first, even if empty", ["HTTPS_PROXY": "http://p:1", "https_proxy": ""], ecs, nil),
        Case("set to nothing", ["HTTPS_PROXY": ""], ecs, nil),
        Case("without a scheme", ["https_proxy": "p:3128"], ecs, "http://p:3128"),
        Case("without a port", ["https_proxy": "http://p/"], ecs, "http://p:80"),
        Case("an address", ["https_proxy": "http://[::1]:3128"], ecs, "http://[::1]:3128"),
        Case("with a password", ["https_proxy": "http://me:hunter2@p:1"], ecs, "http://p:1"),
        Case(
            "HTTP_PROXY under CGI", ["HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], "http://moto.example", nil),
        Case(
            "http_proxy under CGI", ["http_proxy": "http://p:1", "REQUEST_METHOD": "GET"], "http://moto.example",
            "http://p:1"),
        Case("a port of this machine", except(""), "http://127.0.0.1:8000", nil),
        Case("this machine by name", except(""), "http://localhost:8000", nil),
        Case("this machine over IPv6", except(""), "http://[::1]:8000", nil),
        Case("the metadata of an instance", except(""), "http://169.254.169.254", nil),
        Case("a container's credentials", except(""), "http://169.254.170.2", nil),
        Case("the metadata over IPv6", except(""), "http://[fd00:ec2::254]", nil),
        Case("an address that is not local", except(""), "http://10.0.0.1", "http://p:1"),
        Case("everything", except("*"), ecs, nil),
        Case("the name itself", except("ecs.eu-west-1.amazonaws.com"), ecs, nil),
        Case("a suffix", except("example.com,amazonaws.com"), ecs, nil),
        Case("a suffix with a dot", except("example.com, .amazonaws.com"), ecs, nil),
        Case("a suffix with a star", except("*.amazonaws.com"), ecs, nil),
        Case("in capitals", except("AmazonAWS.com"), ecs, nil),
        Case("in small letters", ["https_proxy": "p:1", "no_proxy": "amazonaws.com", "NO_PROXY": "*"], ecs, nil),
        Case("not within a label", except("aws.com"), ecs, "http://p:1"),
        Case("not another name", except("ecs.eu-west-2.amazonaws.com"), ecs, "http://p:1"),
        Case("the port", except("amazonaws.com:443"), ecs, nil),
        Case("another port", except("amazonaws.com:8443"), ecs, "http://p:1"),
        Case("an address", except("10.0.0.1"), "http://10.0.0.1:5000", nil),
        Case("an address and its port", except("10.0.0.1:5000"), "http://10.0.0.1:5000", nil),
        Case("an address and another port", except("10.0.0.1:5001"), "http://10.0.0.1:5000", "http://p:1"),
        Case("an address in brackets", except("[fd12::1]:5000"), "http://[fd12:0::1]:5000", nil),
        Case("a range", except("10.0.0.0/9"), "http://10.127.255.255", nil),
        Case("beyond the range", except("10.0.0.0/9"), "http://10.128.0.0", "http://p:1"),
        Case("every address", except("0.0.0.0/0"), "http://10.128.0.0", nil),
        Case("no name is in a range", except("0.0.0.0/0"), ecs, "http://p:1"),
        Case("a range of IPv6", except("fd00::/8"), "http://[fd12::1]", nil),
        Case("a part of an address is none", except("0.1"), "http://10.0.0.1", "http://p:1"),
        Case("nothing at all", except(" , ,"), ecs, "http://p:1"),
    ])
    func findsTheWay(test: Case) throws {
        let proxy = try Proxies(environment: test.environment).proxy(for: Endpoint(test.endpoint))
        #expect(proxy.map { "\($0)" } == test.proxy)
    }

    @Test func readsUserAndPassword() throws {
        let proxy = try Proxy("http://a%40b:p%3Aw@p:1", from: "HTTPS_PROXY")
        #expect(proxy.user == "a@b")
        #expect(proxy.password == "p:w")
        var dumped = ""
        dump(proxy, to: &dumped)
        for shown in ["\(proxy)", String(reflecting: proxy), dumped] { #expect(!shown.contains("p:w"), "\(shown)") }
    }

    @Test(arguments: [
        ("https://p:1", "HTTPS_PROXY: only proxies over plain HTTP"),
        ("socks5://p:1", "HTTPS_PROXY: only proxies over plain HTTP"),
        ("http://", "HTTPS_PROXY is not a proxy URL"),
        ("http://u:hunter2@p:99999", "HTTPS_PROXY is not a proxy URL"),
        ("http://u:hunter2@p:x", "HTTPS_PROXY is not a proxy URL"),
    ])
    func refuses(text: String, says: String) throws {
        let error = try #require(throws: HTTPSettingsError.self) { try Proxies(environment: ["HTTPS_PROXY": text]) }
        #expect("\(error)".hasPrefix(says))
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test func aBundleThatCannotBeReadIsAnError() throws {
        let error = try #require(throws: HTTPSettingsError.self) {
            try HTTPTransport(environment: ["AWS_CA_BUNDLE": "/dev/null"])
        }
        #expect("\(error)".contains("AWS_CA_BUNDLE"))
    }
}
