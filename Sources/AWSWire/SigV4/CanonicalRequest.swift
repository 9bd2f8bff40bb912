import Foundation

/// The canonical request of Signature Version 4.
struct CanonicalRequest {
    /// Method, path, query, headers, names of the signed headers, hash of the body: a line each.
    let text: String
    /// Sorted, joined by `;`.
    let signedHeaders: String

    /// Not signed, as proxies may rewrite or remove them.
    private static let unsigned: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    /// Signs every header that proxies do not change.
    ///
    /// The request's path must be percent-encoded, with its query, if any, after a `?`.
    init(_ request: WireRequest) {
        self.init(request, signing: request.headers.keys.filter { !Self.unsigned.contains($0) }.sorted())
    }

    /// Signs these headers, in this order; one that the request lacks is empty.
    init(_ request: WireRequest, signing names: [String]) {
        let target = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        signedHeaders = names.joined(separator: ";")
        text = [
            request.method,
            // Every service but S3 encodes the path once more for the signature: `%20` becomes `%2520`.
            Self.normalize(path: target.first ?? "/").percentEncoded(keeping: "/"),
            target.count > 1 ? Self.sort(query: target[1]) : "",
            names.map { "\($0):\(Self.fold(request.headers[$0] ?? ""))\n" }.joined(),
            signedHeaders,
            SigV4.hash(of: request.body),
        ].joined(separator: "\n")
    }

    /// Every service but S3 takes empty segments and dots out of the path, whatever was sent.
    private static func normalize(path: Substring) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        return "/" + segments.joined(separator: "/") + (path.hasSuffix("/") && !segments.isEmpty ? "/" : "")
    }

    private static func sort(query: Substring) -> String {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (key: String(parts.first ?? ""), value: parts.count > 1 ? String(parts[1]) : "")
        }
        .sorted { ($0.key, $0.value) < ($1.key, $1.value) }
        .map { "\($0.key)=\($0.value)" }
        .joined(separator: "&")
    }

    private static func fold(_ value: String) -> String {
        // The common case needs no folding.
        let isFolded = value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isFolded ? value : value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
