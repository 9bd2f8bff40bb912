import Logging
import SwiftExtensions

extension ServiceClient.Call {
    /// Whether it only reads, by its name.
    var isRead: Bool { ["Describe", "List", "Get", "BatchGet"].contains { operation.hasPrefix($0) } }
}

extension ServiceClient {
    /// What has become of a call so far.
    struct Course {
        /// How long a read is tried again while the service throttles it, from its first throttle.
        static let longestThrottle = Duration.seconds(120)

        /// Whether the call waits while it is throttled.
        let isPatient: Bool
        /// The requests sent, without one whose credentials had expired.
        var sent = 0
        /// Those that count against the policy's attempts.
        var counted = 0
        /// What the last retry cost.
        var cost: Int?
        /// The credentials that the service called expired.
        var expired: Credentials?
        /// The last failure, if it was a throttle to be waited out, and until when that lasts.
        var throttled: (cause: AWSError.Cause, due: Duration)?
        /// Until when throttles are waited out; nil before the first one.
        private var due: Duration?

        init(isPatient: Bool) { self.isPatient = isPatient }

        /// How long it would wait for the service from now on; zero if it does not.
        func patience(at now: Duration) -> Duration {
            isPatient ? (due.map { $0 - now } ?? Self.longestThrottle) : .zero
        }

        /// Records a throttle to be waited out.
        /// - Returns: why it is not, if the service asks for more time than is left.
        mutating func throttle(_ failure: Failure, at now: Duration) -> AWSError.Throttle? {
            let due = due ?? now + Self.longestThrottle
            self.due = due
            throttled = (failure.cause, due)
            guard let asked = failure.retryAfter, now + asked > due else { return nil }
            return .postponed(asked, limit: Self.longestThrottle)
        }
    }

    /// Retries until an attempt succeeds, a retry would be futile, or the retry quota is used up.
    ///
    /// Credentials that the service reports as expired are replaced once, which does not count as an attempt, unless
    /// the call is to be made ``once(sentWithin:timeout:)``. Neither do throttles of a read count, nor do they cost
    /// anything: the rate limit, which they have lowered, holds it back, for ``Course/longestThrottle`` at most.
    func exchange(_ call: Call) async throws(AWSError) -> RawResponse {
        var course = Course(isPatient: call.isRead && sendDeadline == nil)
        let due = sendDeadline.map { time.uptime() + $0 }
        while true {
            do throws(Failure) {
                let body = try await attempt(call, after: course, due)
                await quota.refund(course.cost)
                return RawResponse(body: body, attempts: course.sent + 1)
            } catch {
                if course.expired == nil, sendDeadline == nil, let ended = error.expired {
                    course.expired = ended
                    continue
                }
                if error.wasSent { course.sent += 1 }
                if course.isPatient, error.retry == .throttled {
                    try waitOut(error, call.operation, &course)
                } else {
                    try await retry(after: error, call.operation, &course)
                }
            }
        }
    }

    /// Throws if a throttled read must not be tried again. The next attempt waits for its token.
    private func waitOut(_ failure: Failure, _ operation: String, _ course: inout Course) throws(AWSError) {
        if let throttle = course.throttle(failure, at: time.uptime()) {
            throw error(failure, operation, course, throttle)
        }
        log(failure, operation, course, "a token of the rate limit")
    }

    /// Waits before the next attempt.
    /// - Throws: if there must be none.
    private func retry(after failure: Failure, _ operation: String, _ course: inout Course) async throws(AWSError) {
        course.counted += 1
        course.throttled = nil
        guard let reason = failure.retry, course.counted < policy.maximumAttempts,
            let wait = policy.wait(after: course.counted, random: random(), retryAfter: failure.retryAfter),
            let price = await quota.withdraw(for: reason)
        else { throw error(failure, operation, course, failure.throttle) }
        course.cost = price
        log(failure, operation, course, "\(wait)")
        do {
            try await time.sleep(wait)
        } catch {
            throw self.error(.cancelled, operation, attempts: course.sent)
        }
    }

    private func error(
        _ failure: Failure, _ operation: String, _ course: Course, _ throttle: AWSError.Throttle?
    ) -> AWSError {
        var error = error(failure.cause, operation, attempts: course.sent)
        error.throttle = throttle
        return error
    }

    private func log(_ failure: Failure, _ operation: String, _ course: Course, _ wait: String) {
        logger?.debug(
            "\(error(failure.cause, operation, attempts: course.sent)); trying again",
            metadata: ["attempt": "\(course.sent + 1)", "after": .string(wait)])
    }
}
