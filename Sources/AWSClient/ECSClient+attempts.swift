import ECSWire
import Foundation
import Logging
import SigV4

extension ECSClient {
    /// The body of an answer of status 200.
    struct Answer {
        let body: Data
        let attempts: Int
    }

    /// An attempt without such an answer.
    private struct Failure: Error {
        let cause: AWSError.Cause
        var retry: RetryPolicy.Reason?
        var retryAfter: Duration?
    }

    /// Attempts, until one succeeds, another would be of no use, or the quota is used up.
    func exchange(_ operation: String, _ body: Data) async throws(AWSError) -> Answer {
        var attempts = 0
        var cost: Int?
        while true {
            do throws(Failure) {
                attempts += 1
                let body = try await attempt(operation, body)
                await quota.refund(cost)
                return Answer(body: body, attempts: attempts)
            } catch {
                guard let reason = error.retry, attempts < policy.maximumAttempts,
                    let price = await quota.withdraw(for: reason)
                else { throw self.error(error.cause, operation, attempts: attempts) }
                cost = price
                let wait = policy.wait(after: attempts, random: random(), retryAfter: error.retryAfter)
                log(error, operation, attempts, wait)
                try await pause(wait, operation, attempts)
            }
        }
    }

    private func attempt(_ operation: String, _ body: Data) async throws(Failure) -> Data {
        guard !Task.isCancelled else { throw Failure(cause: .cancelled) }
        let identity: Credentials
        do {
            identity = try await credentials.credentials()
        } catch {
            throw Failure(cause: .credentials(error))
        }
        counter.countAttempt(operation)
        let request = SigV4.sign(
            unsigned(operation, body), key: identity.key, region: region.name, service: ECS.signingName, at: time.now())
        let response: WireResponse
        do {
            response = try await transport.send(request, to: endpoint, timeout: timeout)
        } catch {
            throw failure(error)
        }
        guard response.status == 200 else { throw failure(response, identity) }
        return response.body
    }

    private func unsigned(_ operation: String, _ body: Data) -> WireRequest {
        WireRequest(
            headers: [
                "host": endpoint.hostHeader,
                "content-type": WireCoding.contentType,
                "user-agent": "roster",
                "x-amz-target": ECS.targetPrefix + operation,
            ],
            body: body)
    }

    private func failure(_ error: TransportError) -> Failure {
        let cause: AWSError.Cause =
            switch error {
            case .timedOut(let limit): .timedOut(limit)
            case .cancelled: .cancelled
            case .notConnected, .interrupted, .tooLong, .shutDown: .transport(error)
            }
        return Failure(cause: cause, retry: policy.reason(for: error))
    }

    private func failure(_ response: WireResponse, _ identity: Credentials) -> Failure {
        let error = ECSError(response)
        let retryAfter = response.headers["retry-after"].flatMap { Int($0) }
            .map { Duration.seconds(min(max($0, 0), 86400)) }
        let cause: AWSError.Cause =
            if let error {
                // Some services repeat what they would have signed, the token included: hide it before a cut halves it.
                .service(
                    ECSError(
                        ECSErrorCode(rawValue: printable(identity.redact(error.code.rawValue))),
                        printable(identity.redact(error.message))),
                    requestID: response.headers["x-amzn-requestid"].map { printable(identity.redact($0)) })
            } else {
                .malformedAnswer("status \(response.status), and no error of ECS in it")
            }
        return Failure(
            cause: cause, retry: policy.reason(forStatus: response.status, error), retryAfter: retryAfter)
    }

    private func pause(_ wait: Duration, _ operation: String, _ attempts: Int) async throws(AWSError) {
        do {
            try await time.sleep(wait)
        } catch {
            throw self.error(.cancelled, operation, attempts: attempts)
        }
    }

    private func log(_ failure: Failure, _ operation: String, _ attempts: Int, _ wait: Duration) {
        logger?.debug(
            "\(error(failure.cause, operation, attempts: attempts)); trying again",
            metadata: ["attempt": "\(attempts + 1)", "after": "\(wait)"])
    }
}
