import AWSWire
import Foundation

/// An error that ECS answers with: what the registry says and what the client hears.
package struct ECSError: Error, Equatable, Sendable {
    /// Which exception.
    package let code: ECSErrorCode
    /// ECS's text.
    package let message: String

    /// An exception with its text.
    package init(_ code: ECSErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The HTTP status: 500 for ServerException, 400 for every other.
    package var status: Int { code == .server ? 500 : 400 }
}

extension ECSError: CustomStringConvertible {
    package var description: String { message.isEmpty ? code.rawValue : "\(code.rawValue): \(message)" }
}

/// The name of an exception. Open: a name that is not listed here is carried as it came.
package struct ECSErrorCode: RawRepresentable, Hashable, Sendable {
    /// As in `__type`, without a namespace.
    package let rawValue: String
    /// Any name.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// Anything the caller did wrong that has no exception of its own.
    package static let client = Self(rawValue: "ClientException")
    /// ECS itself failed; worth trying again.
    package static let server = Self(rawValue: "ServerException")
    /// A parameter's value is not valid.
    package static let invalidParameter = Self(rawValue: "InvalidParameterException")
    /// No such cluster, or one that was deleted.
    package static let clusterNotFound = Self(rawValue: "ClusterNotFoundException")
    /// No such service.
    package static let serviceNotFound = Self(rawValue: "ServiceNotFoundException")
    /// The service is on its way out, or gone.
    package static let serviceNotActive = Self(rawValue: "ServiceNotActiveException")
    /// No such task set.
    package static let taskSetNotFound = Self(rawValue: "TaskSetNotFoundException")
    /// Nothing has that ARN.
    package static let resourceNotFound = Self(rawValue: "ResourceNotFoundException")
    /// A cluster with services cannot be deleted.
    package static let clusterContainsServices = Self(rawValue: "ClusterContainsServicesException")
    /// A cluster with tasks cannot be deleted.
    package static let clusterContainsTasks = Self(rawValue: "ClusterContainsTasksException")
    /// A quota is used up.
    package static let limitExceeded = Self(rawValue: "LimitExceededException")
    /// The same client token came with another request.
    package static let conflict = Self(rawValue: "ConflictException")
    /// No operation has that name.
    package static let unknownOperation = Self(rawValue: "UnknownOperationException")
    /// The body is not JSON, or a member has another type.
    package static let serialization = Self(rawValue: "SerializationException")
    /// The body is larger than the endpoint reads.
    package static let requestTooLarge = Self(rawValue: "RequestEntityTooLargeException")
    /// The request is not signed.
    package static let missingAuthenticationToken = Self(rawValue: "MissingAuthenticationTokenException")
    /// The Authorization header cannot be read.
    package static let incompleteSignature = Self(rawValue: "IncompleteSignatureException")
    /// The signature is not that of the request, of this service, or of this time.
    package static let invalidSignature = Self(rawValue: "InvalidSignatureException")
    /// Nobody has that access key, or that session token.
    package static let unrecognizedClient = Self(rawValue: "UnrecognizedClientException")
    /// Calls come faster than the account's rates allow; worth trying again later.
    package static let throttling = Self(rawValue: "ThrottlingException")
    /// The request did not come to its end in time; worth trying again.
    package static let requestTimeout = Self(rawValue: "RequestTimeoutException")
}

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
