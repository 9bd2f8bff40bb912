/// What all calls of one client may spend on retries: when a service is down, retries must not add to it.
///
/// A retry costs 5 tokens, after a time-out 10. A call that succeeds after a retry gives the cost of its last retry
/// back, one that succeeds at once gives 1.
actor RetryQuota {
    private let capacity: Int
    private(set) var tokens: Int

    init(capacity: Int = 500) {
        self.capacity = capacity
        tokens = capacity
    }

    /// What the retry costs; nil, and nothing is taken, when not that much is left.
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
