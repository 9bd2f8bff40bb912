import AWSWire
import Foundation

extension ECSError {
    private struct Body: Codable {
        var __type: String?
        var message: String?
        var Message: String?
    }

    /// The body of the answer: the bare name and the text.
    package var body: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(Body(__type: code.rawValue, message: message))) ?? Data()
    }

    /// Reads an answer that is not a success.
    ///
    /// The name may carry a namespace (`com.amazonaws.ecs#ClientException`) or a URL
    /// (`ClientException:http://…`), and may stand in `x-amzn-errortype` alone. Nil when no name is to be found.
    package init?(_ response: WireResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: response.body)
        guard let type = body?.__type ?? response.headers["x-amzn-errortype"] else { return nil }
        let name = type.split(separator: ":").first?.split(separator: "#").last ?? ""
        guard !name.isEmpty else { return nil }
        self.init(ECSErrorCode(rawValue: String(name)), body?.message ?? body?.Message ?? "")
    }
}
