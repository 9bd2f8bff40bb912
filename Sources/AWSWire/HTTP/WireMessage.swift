import Foundation

/// A request in the AWS JSON protocol, without its transport: the same over HTTP and in process.
package struct WireRequest: Sendable {
    /// `POST`, in every call of the protocol.
    package var method: String
    /// `/`, in every call of the protocol.
    package var path: String
    /// Names in lower case.
    package var headers: [String: String]
    /// JSON; `{}` for an empty input.
    package var body: Data

    /// A request to the root.
    package init(method: String = "POST", path: String = "/", headers: [String: String], body: Data) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// The answer to a ``WireRequest``.
package struct WireResponse: Sendable {
    /// The HTTP status.
    package var status: Int
    /// Names in lower case.
    package var headers: [String: String]
    /// JSON.
    package var body: Data

    /// An answer.
    package init(status: Int, headers: [String: String] = [:], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
