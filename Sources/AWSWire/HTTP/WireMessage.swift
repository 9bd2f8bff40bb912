import Foundation

/// A request to an AWS service, independent of its transport: the same over HTTP and in process.
package struct WireRequest: Sendable {
    /// The HTTP method; `POST` in AWS JSON.
    package var method: String
    /// The path with the query; `/` in AWS JSON.
    package var path: String
    /// Names in lower case.
    package var headers: [String: String]
    /// The body; in AWS JSON `{}` for an empty input.
    package var body: Data

    /// Makes a request, by default a POST to `/`.
    package init(method: String = "POST", path: String = "/", headers: [String: String], body: Data) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// The response to a ``WireRequest``.
package struct WireResponse: Sendable {
    /// The HTTP status.
    package var status: Int
    /// Names in lower case.
    package var headers: [String: String]
    /// The body.
    package var body: Data

    /// Makes a response.
    package init(status: Int, headers: [String: String] = [:], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
