import ECSWire

/// A failed call: what failed, where, and the remedy. Never contains a secret.
package struct AWSError: Error, Sendable {
    /// What failed.
    package let cause: Cause
    /// The operation's service.
    package let service: AWSService
    /// The operation's name.
    package let operation: String
    /// The endpoint of the call.
    package let endpoint: Endpoint
    /// The number of requests sent; 0 if none was.
    package let attempts: Int
    /// Where the credentials come from; nil if that is not known.
    var origin: CredentialsOrigin?
    /// Why a throttled read waits no longer; nil for all other failures.
    var throttle: Throttle?

    /// Why a read that the service throttles waits no longer.
    enum Throttle: Equatable, Sendable {
        /// It was throttled for this long.
        case outlasted(Duration)
        /// The service asks for this long without a call, which is over the limit.
        case postponed(Duration, limit: Duration)
    }

    /// The failure of the last attempt.
    package enum Cause: Equatable, Sendable {
        /// The service returned an error.
        case service(ServiceError, requestID: String?)
        /// There was no complete response within this time.
        case timedOut(Duration)
        /// Nothing was sent: getting credentials took longer than this.
        case deadlineExceeded(within: Duration)
        /// Nothing was sent: the rate limit did not admit the call at once.
        case rateLimited
        /// There was no response.
        case transport(TransportError)
        /// The response is not one of the operation; what is wrong with it.
        case malformedResponse(String)
        /// The response has this status, and is neither a success nor an error of the service.
        case unexpectedResponse(status: Int)
        /// There were no credentials to sign with.
        case credentials(CredentialsError)
        /// The input cannot be encoded as JSON; why.
        case unwritableInput(String)
        /// The task was cancelled.
        case cancelled
    }

    /// The service's error, if the service returned one.
    package var serviceError: ServiceError? {
        guard case .service(let error, _) = cause else { return nil }
        return error
    }

    /// Whether the endpoint, such as an emulator of AWS, does not know the operation.
    package var isUnknownOperation: Bool {
        switch cause {
        case _ where endpoint.isAmazon: false
        case .service(let error, _): error.status == 501 || error.code == "UnknownOperationException"
        case .unexpectedResponse(let status): [404, 405, 500, 501].contains(status)
        case .timedOut, .deadlineExceeded, .rateLimited, .transport, .malformedResponse, .credentials, .unwritableInput,
            .cancelled:
            false
        }
    }
}

extension AWSError: CustomStringConvertible {
    package var description: String {
        let times = attempts > 1 ? " (\(attempts) attempts)" : ""
        let remedy = remedy.map { "; \($0)" } ?? ""
        return "\(action) at \(endpoint): \(what)\(times)\(remedy)"
    }

    /// The call's IAM action.
    private var action: String { "\(service):\(operation)" }

    private var what: String {
        switch cause {
        case .service(let error, let requestID):
            "\(error)" + (requestID.map { " [request \($0)]" } ?? "")
        case .timedOut(let limit): "\(TransportError.timedOut(limit))"
        case .deadlineExceeded(let limit):
            "not sent: its deadline of \(limit.inSeconds) passed before there were credentials"
        case .rateLimited: "not sent: too many calls at once"
        case .transport(let error): "\(error)"
        case .malformedResponse(let problem): "malformed response: \(problem)"
        case .unexpectedResponse(let status): "status \(status) without an error of \(service)"
        case .credentials(let error): "\(error)"
        case .unwritableInput(let problem): "the input cannot be encoded: \(problem)"
        case .cancelled: "cancelled"
        }
    }

    private var remedy: String? {
        switch cause {
        case .service(let error, _): remedy(of: error)
        case .deadlineExceeded, .rateLimited: "wait, then rerun"
        case .timedOut: "check the network between here and \(endpoint.host)"
        case .transport(.notConnected):
            "check that a server is listening there, and check spec.registry, --endpoint-url and --region"
        case .transport(.tlsFailed): "check the endpoint's scheme, and AWS_CA_BUNDLE"
        case .transport(.connectTimedOut), .transport(.stalled):
            "check the network between here and \(endpoint.host), and HTTPS_PROXY and NO_PROXY"
        case .transport(.proxyAuthentication): "set them in HTTPS_PROXY or HTTP_PROXY: http://USER:PASSWORD@HOST:PORT"
        case .transport(.interrupted): "rerun, and check any proxy in between"
        case .unexpectedResponse where throttle != nil: throttledRemedy
        // Such as a load balancer's.
        case .unexpectedResponse(let status) where RetryPolicy().reason(forStatus: status, nil) != nil:
            "wait, then rerun"
        case .malformedResponse, .unexpectedResponse: "check that \(endpoint) is an endpoint of \(service)"
        case .transport, .credentials, .unwritableInput, .cancelled: nil
        }
    }

    private func remedy(of error: ServiceError) -> String? {
        switch error.code {
        case _ where error.isDenial: CredentialsAdvice(origin).allow(action)
        case _ where error.isExpired: CredentialsAdvice(origin).expired
        case "InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired":
            CredentialsAdvice(origin).badSignature
        case "UnrecognizedClientException", "InvalidClientTokenId": CredentialsAdvice(origin).unknownKey
        default: RetryPolicy().reason(forStatus: error.status, error) == .throttled ? throttledRemedy : nil
        }
    }

    private var throttledRemedy: String {
        let what =
            switch throttle {
            case nil: "throttled"
            case .outlasted(let limit): "throttled for \(limit.inSeconds)"
            case .postponed(let wait, let limit):
                "throttled, and asked to wait \(wait.inSeconds), but a read is given up after \(limit.inSeconds)"
            }
        return "\(what): \(isPaced ? Self.slower : "wait, then rerun")"
    }

    /// Whether the call counts against the quota that spec.pacing is for.
    private var isPaced: Bool {
        [ECS.RegisterTaskDefinition.name, ECS.DeregisterTaskDefinition.name].contains(operation)
    }

    private static let slower = "wait, or lower spec.pacing.deregistrationsPerSecond"
}
