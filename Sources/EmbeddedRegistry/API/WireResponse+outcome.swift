import AWSWire
import ECSWire
import Foundation

extension WireResponse {
    /// Status 200 with a JSON body.
    static func success(_ body: Data) -> WireResponse {
        WireResponse(status: 200, headers: headers(), body: body)
    }

    /// An exception. Its name is also in a header, where some SDKs look for it.
    static func failure(_ error: ECSError, status: Int? = nil) -> WireResponse {
        var headers = headers()
        headers["x-amzn-errortype"] = error.code.rawValue
        return WireResponse(status: status ?? error.status, headers: headers, body: error.body)
    }

    private static func headers() -> [String: String] {
        ["content-type": WireCoding.contentType, "x-amzn-requestid": RequestID.make()]
    }
}
