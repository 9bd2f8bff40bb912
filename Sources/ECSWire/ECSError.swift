import AWSWire
import Foundation

/// An error response of ECS, as the registry sends it and the client receives it.
package struct ECSError: Error, Equatable, Sendable {
    /// The exception.
    package let code: ECSErrorCode
    /// ECS's message.
    package let message: String

    /// Makes an exception with its message.
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

/// The name of an exception. Open: names that are not listed here are kept as received.
package struct ECSErrorCode: RawRepresentable, Hashable, Sendable {
    /// As in `__type`, without a namespace.
    package let rawValue: String
    /// Takes any name.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// Any mistake of the caller without its own exception.
    package static let client = Self(rawValue: "ClientException")
    /// ECS itself failed; worth retrying.
    package static let server = Self(rawValue: "ServerException")
    /// A parameter's value is not valid.
    package static let invalidParameter = Self(rawValue: "InvalidParameterException")
    /// No such cluster, or one that was deleted.
    package static let clusterNotFound = Self(rawValue: "ClusterNotFoundException")
    /// No such service.
    package static let serviceNotFound = Self(rawValue: "ServiceNotFoundException")
    /// The service is DRAINING or INACTIVE.
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
    /// The client token was used for a different request.
    package static let conflict = Self(rawValue: "ConflictException")
    /// No operation has that name.
    package static let unknownOperation = Self(rawValue: "UnknownOperationException")
    /// The body is not JSON, or a member has another type.
    package static let serialization = Self(rawValue: "SerializationException")
    /// The body is larger than the endpoint reads.
    package static let requestTooLarge = Self(rawValue: "RequestEntityTooLargeException")
    /// The caller may not do this.
    package static let accessDenied = Self(rawValue: "AccessDeniedException")
    /// The request is not signed.
    package static let missingAuthenticationToken = Self(rawValue: "MissingAuthenticationTokenException")
    /// The Authorization header cannot be read.
    package static let incompleteSignature = Self(rawValue: "IncompleteSignatureException")
    /// The signature does not match the request, or is for another service or another time.
    package static let invalidSignature = Self(rawValue: "InvalidSignatureException")
    /// The access key or the session token is unknown.
    package static let unrecognizedClient = Self(rawValue: "UnrecognizedClientException")
    /// Calls exceed the account's rates; worth retrying later.
    package static let throttling = Self(rawValue: "ThrottlingException")
    /// The request was not complete in time; worth retrying.
    package static let requestTimeout = Self(rawValue: "RequestTimeoutException")
}

extension ECSError {
    private struct Body: Codable {
        var __type: String?
        var message: String?
        var Message: String?
    }

    /// The body of the response: the exception's name without a namespace, and the message.
    package var body: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(Body(__type: code.rawValue, message: message))) ?? Data()
    }

    /// Reads an error response.
    ///
    /// The name may carry a namespace (`com.amazonaws.ecs#ClientException`) or a URL
    /// (`ClientException:http://…`), and may be only in `x-amzn-errortype`. Nil if there is none.
    package init?(_ response: WireResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: response.body)
        guard let type = body?.__type ?? response.headers["x-amzn-errortype"] else { return nil }
        let name = type.split(separator: ":").first?.split(separator: "#").last ?? ""
        guard !name.isEmpty else { return nil }
        self.init(ECSErrorCode(rawValue: String(name)), body?.message ?? body?.Message ?? "")
    }
}
