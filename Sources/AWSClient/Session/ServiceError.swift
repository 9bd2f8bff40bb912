import AWSWire
import Foundation

/// An error response of a service.
package struct ServiceError: Error, Equatable, Sendable {
    /// The exception, without a namespace: `AccessDeniedException`, `ClientException`.
    package let code: String
    /// The service's message.
    package let message: String
    /// The HTTP status.
    package let status: Int

    /// Makes an exception with its message.
    package init(_ code: String, _ message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }

    /// Whether the caller lacks permission; AWS has several codes for it.
    package var isDenial: Bool {
        ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized"].contains(code)
    }

    /// Whether the credentials have expired, so that new ones may help.
    package var isExpired: Bool { ["ExpiredToken", "ExpiredTokenException"].contains(code) }

    /// The error with its code and message changed.
    func map(_ change: (String) -> String) -> ServiceError {
        ServiceError(change(code), change(message), status: status)
    }
}

extension ServiceError: CustomStringConvertible {
    package var description: String { message.isEmpty ? code : "\(code): \(message)" }
}

extension ServiceError {
    private struct Body: Decodable {
        let __type: String?
        let code: String?
        let message: String?
        let Message: String?
    }

    /// Reads an error response in any of the protocols.
    ///
    /// The name may carry a namespace (`com.amazonaws.ecs#ClientException`) or a URL (`ClientException:http://…`), and
    /// may be only in `x-amzn-errortype`. Nil if there is none.
    init?(_ response: WireResponse) {
        if response.body.first == UInt8(ascii: "<") {
            self.init(xml: response)
            return
        }
        let body = try? JSONDecoder().decode(Body.self, from: response.body)
        guard let type = body?.__type ?? response.headers["x-amzn-errortype"] ?? body?.code else { return nil }
        let name = type.split(separator: ":").first?.split(separator: "#").last ?? ""
        guard !name.isEmpty else { return nil }
        self.init(String(name), body?.message ?? body?.Message ?? "", status: response.status)
    }

    /// The Query protocol's `<ErrorResponse><Error><Code>…</Code><Message>…</Message>`.
    private init?(xml response: WireResponse) {
        guard let error = XMLElement(response.body)?.first("Error"), let code = error.first("Code")?.text,
            !code.isEmpty
        else { return nil }
        self.init(code, error.first("Message")?.text ?? "", status: response.status)
    }
}
