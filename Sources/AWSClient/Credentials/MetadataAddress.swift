import AWSWire
import Foundation

/// A URL of a metadata service: an endpoint and a path, optionally with a query.
struct MetadataAddress: Equatable, Sendable {
    let endpoint: Endpoint
    /// Begins with `/`.
    let path: String

    /// - Throws: if the text is not an HTTP URL without user, password and fragment.
    init(_ url: SourcedText) throws(CredentialsError) {
        let text = try url.required(upTo: 2048)
        let authority = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let start = authority.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? text.endIndex
        let path = text[start...]
        guard !path.contains("#"), let endpoint = try? Endpoint(String(text[..<start])) else {
            // The text may contain a password.
            throw CredentialsError("\(url.name) is not a URL such as http://127.0.0.1:8080/credentials")
        }
        self.endpoint = endpoint
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
    }

    init(_ endpoint: Endpoint, path: String) {
        self.endpoint = endpoint
        self.path = path
    }

    /// The address with the path extended.
    func appending(_ more: String) -> MetadataAddress {
        MetadataAddress(endpoint, path: (path.hasSuffix("/") ? String(path.dropLast()) : path) + more)
    }

    /// The request, without a body.
    func request(_ method: String = "GET", headers: [String: String] = [:]) -> WireRequest {
        let own = ["host": endpoint.hostHeader, "user-agent": "roster"]
        return WireRequest(method: method, path: path, headers: own.merging(headers) { $1 }, body: Data())
    }
}

extension MetadataAddress: CustomStringConvertible {
    /// Without the query, which may contain a secret.
    var description: String { "\(endpoint)\(path.prefix { $0 != "?" })" }
}
