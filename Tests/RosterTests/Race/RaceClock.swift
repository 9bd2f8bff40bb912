import AWSClient
import Foundation
import SwiftExtensions
import Synchronization

/// A clock that goes on a millisecond with each call, so that no two things happen at one time; a wait moves it.
final class RaceClock: Sendable {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let passed = Mutex<Double>(0)

    var now: Date { Self.start.addingTimeInterval(passed.withLock { $0 }) }

    func tick() { advance(0.001) }

    func advance(_ seconds: Double) { passed.withLock { $0 += seconds } }

    var time: TimeSource {
        TimeSource(
            now: { self.now }, uptime: { .milliseconds(Int(self.passed.withLock { $0 } * 1000)) },
            sleep: { wait in
                let (seconds, attoseconds) = wait.components
                self.advance(Double(seconds) + Double(attoseconds) / 1e18)
            })
    }
}

/// SplitMix64.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
