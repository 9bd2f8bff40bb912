import ECSWire

extension RateGroup {
    /// The group's quota as a bucket's rate.
    var rate: TokenBucket.Rate {
        TokenBucket.Rate(burst: Int64(quota.burst), perSecond: Int64(quota.perSecond))
    }
}
