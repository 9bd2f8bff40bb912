import AWSWire
import ECSWire
import Foundation

/// A request to be signed.
struct Signing: Decodable {
    let method: String
    /// With the query, as it is sent.
    let path: String
    let headers: [String: String]
    /// In Base64.
    let body: Data
    let keyID: String
    let secret: String
    let token: String?
    let region: String
    let service: String
    /// Seconds since 1970.
    let at: Double

    /// The headers that the signed request has.
    var answer: [String: String] {
        SigV4.sign(
            WireRequest(method: method, path: path, headers: headers, body: body),
            key: SigV4.Key(accessKeyID: keyID, secret: secret, sessionToken: token), region: region,
            service: service, at: Date(timeIntervalSince1970: at)
        ).headers
    }
}
