import Testing

@testable import Reconciler

@Suite("The tokens of bursts") struct BurstBucketTests {
    private func seconds(_ count: Double) -> Duration { .seconds(count) }

    @Test("is full at the start, waits for the whole of a burst, and fills up to its size")
    func fills() {
        var bucket = BurstBucket(Pacing(burst: 10, perSecond: 0.5), at: .zero)
        #expect(bucket.take(upTo: 25, at: .zero) == .tokens(10))
        #expect(bucket.take(upTo: 15, at: .zero) == .after(.seconds(20)))
        #expect(bucket.take(upTo: 15, at: .seconds(19)) == .after(.seconds(1)))
        #expect(bucket.take(upTo: 15, at: .seconds(20)) == .tokens(10))
        #expect(bucket.take(upTo: 5, at: .seconds(20)) == .after(.seconds(10)), "no more than there is to do")
        #expect(bucket.take(upTo: 5, at: .seconds(3600)) == .tokens(5))
        #expect(bucket.take(upTo: 10, at: .seconds(3600)) == .after(.seconds(10)), "an hour earned no more than ten")
    }

    @Test("what is given back can be taken again, but never adds up to more than a burst")
    func givesBack() {
        var bucket = BurstBucket(Pacing(burst: 10, perSecond: 0.5), at: .zero)
        #expect(bucket.take(upTo: 10, at: .zero) == .tokens(10))
        bucket.giveBack(4)
        #expect(bucket.take(upTo: 4, at: .zero) == .tokens(4))
        bucket.giveBack(40)
        #expect(bucket.take(upTo: 10, at: .zero) == .tokens(10))
        #expect(bucket.take(upTo: 1, at: .zero) == .after(.seconds(2)))
    }

    @Test("without a rate there is no wait")
    func isUnlimited() {
        var bucket = BurstBucket(Pacing(burst: 100, perSecond: nil), at: .zero)
        for _ in 0..<10 { #expect(bucket.take(upTo: 1000, at: .zero) == .tokens(100)) }
    }

    @Test("a throttle empties it and halves the burst, whatever the rate", arguments: [0.5, 5, nil])
    func slowsDown(rate: Double?) {
        var bucket = BurstBucket(Pacing(burst: 10, perSecond: rate), at: .zero)
        let each = 1 / min(rate ?? 1, 1)
        bucket.slowDown(at: .zero)
        #expect(bucket.take(upTo: 10, at: .zero) == .after(.seconds(5 * each)))
        for size in [2, 1, 1] {
            bucket.slowDown(at: .zero)
            #expect(bucket.take(upTo: 10, at: .zero) == .after(.seconds(Double(size) * each)))
        }
        #expect(bucket.take(upTo: 10, at: .seconds(each)) == .tokens(1))
        for size in 2...10 {
            bucket.speedUp()
            #expect(bucket.size == size)
        }
        bucket.speedUp()
        #expect(bucket.size == 10)
        if rate == nil { #expect(bucket.take(upTo: 100, at: .seconds(each)) == .tokens(10)) }
    }

    @Test("bursts of one are slowed down as well, until one is sent without a throttle")
    func slowsDownSingles() {
        var bucket = BurstBucket(Pacing(burst: 1, perSecond: nil), at: .zero)
        bucket.slowDown(at: .zero)
        #expect(bucket.take(upTo: 10, at: .zero) == .after(.seconds(1)))
        #expect(bucket.take(upTo: 10, at: .seconds(1)) == .tokens(1))
        bucket.speedUp()
        for _ in 0..<3 { #expect(bucket.take(upTo: 10, at: .seconds(1)) == .tokens(1)) }
    }

    @Test("with the default pacing a pipeline that registers eight at once always finds eight of an account's tokens")
    func leavesHalf() {
        var bucket = BurstBucket(Pacing(burst: 10, perSecond: 0.5), at: .zero)
        var account = 20.0
        for second in 0..<3600 {
            account = min(20, account + 1)
            if case .tokens(let count) = bucket.take(upTo: 10, at: .seconds(second)) { account -= Double(count) }
            #expect(account >= 8, "at second \(second)")
        }
    }
}
