/// The retry budget of all calls of one client: when a service is down, retries must not add to its load.
///
/// Throttles of reads cost nothing, as the rate limit holds them back. Any other retry costs 5 tokens, or 10 after a
/// time-out. A call that succeeds after a retry returns the cost of its last retry; one that succeeds at once returns
/// 1.
actor RetryQuota {
    private let capacity: Int
    private(set) var tokens: Int

    init(capacity: Int = 500) {
        self.capacity = capacity
        tokens = capacity
    }

    /// Takes the cost of a retry and returns it; nil, without taking anything, if too little is left.
    func withdraw(for reason: RetryPolicy.Reason) -> Int? {
        let cost = reason == .timedOut ? 10 : 5
        guard tokens >= cost else { return nil }
        tokens -= cost
        return cost
    }

    /// A call succeeded.
    /// - Parameter cost: of its last retry; nil when there was none.
    func refund(_ cost: Int?) {
        tokens = min(tokens + (cost ?? 1), capacity)
    }
}
