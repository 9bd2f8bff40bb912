import SwiftExtensions
import Testing

@testable import EmbeddedRegistry

/// What a rolling deployment does next.
@Suite struct RolloutTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var desired = 4
        var percents = (most: 200, least: 100)
        var primary = (wanted: 0, running: 0)
        var old = (wanted: 0, running: 0)
        let step: Rollout.Step
        var testDescription: String { name }

        var rollout: Rollout {
            Rollout(
                desired: desired, maximumPercent: percents.most, minimumHealthyPercent: percents.least,
                primary: .init(wanted: primary.wanted, running: primary.running),
                old: .init(wanted: old.wanted, running: old.running))
        }
    }

    static let cases = [
        Case(name: "a first deployment starts all", step: .init(start: 4)),
        Case(name: "and waits for them", primary: (4, 0), step: .init()),
        Case(name: "and is complete when all run", primary: (4, 4), step: .init()),
        Case(name: "nothing desired, nothing done", desired: 0, step: .init()),
        Case(name: "more desired", desired: 6, primary: (4, 4), step: .init(start: 2)),
        Case(name: "fewer desired", desired: 1, primary: (4, 4), step: .init(stopPrimary: 3)),
        Case(name: "a new one beside the old, up to twice", old: (4, 4), step: .init(start: 4)),
        Case(name: "the old stay while the new come up", primary: (4, 0), old: (4, 4), step: .init()),
        Case(name: "each new one that runs lets an old one go", primary: (4, 3), old: (4, 4), step: .init(stopOld: 3)),
        Case(name: "the last old one goes", primary: (4, 4), old: (1, 1), step: .init(stopOld: 1)),
        Case(name: "old ones that never came up go first", primary: (4, 0), old: (4, 2), step: .init(stopOld: 2)),
        Case(
            name: "half may go before the new come", percents: (100, 50), old: (4, 4), step: .init(stopOld: 2)),
        Case(
            name: "and their room is taken", percents: (100, 50), old: (2, 2), step: .init(start: 2)),
        Case(name: "the most is rounded down", desired: 3, percents: (150, 100), old: (3, 3), step: .init(start: 1)),
        Case(
            name: "the least is rounded up", desired: 3, percents: (100, 50), old: (3, 3), step: .init(stopOld: 1)),
        Case(
            name: "shares beyond all leave room for all, and none to go", desired: 5000,
            percents: (2_147_483_647, 2_147_483_647), old: (4, 4), step: .init(start: 5000)),
        Case(name: "no room either way: it stands still", percents: (100, 100), old: (4, 4), step: .init()),
        Case(
            name: "scaled to nothing while it rolls", desired: 0, primary: (2, 1), old: (2, 2),
            step: .init(stopPrimary: 2, stopOld: 2)),
    ]

    @Test(arguments: cases) func does(test: Case) {
        #expect(test.rollout.step == test.step)
    }

    /// For all percentages: never above the maximum, never fewer healthy tasks than the minimum, and it completes where
    /// possible.
    @Test func keepsItsBounds() {
        var generator = SplitMix64(seed: 7)
        for _ in 0..<2000 {
            let desired = Int.random(in: 0...20, using: &generator)
            let least = Int.random(in: 0...100, using: &generator)
            let most = Int.random(in: max(100, least + 1)...200, using: &generator)
            var (primary, old) = (Rollout.Tasks(), Rollout.Tasks(wanted: desired, running: desired))
            var rounds = 0
            var isStuck = false
            while !isStuck, rounds < 200 {
                let rollout = Rollout(
                    desired: desired, maximumPercent: most, minimumHealthyPercent: least, primary: primary, old: old)
                if primary == .init(wanted: desired, running: desired), old.wanted == 0 { break }
                let step = rollout.step
                isStuck = step == .init() && primary.running == primary.wanted
                let idle = old.wanted - old.running
                old.wanted -= step.stopOld
                old.running -= max(0, step.stopOld - idle)
                primary.wanted += step.start - step.stopPrimary
                #expect(primary.wanted + old.wanted <= max(desired * most / 100, desired))
                #expect(primary.running + old.running >= (desired * least + 99) / 100)
                // One task starts to run per round.
                if primary.running < primary.wanted, step == .init() { primary.running += 1 }
                rounds += 1
            }
            let hasRoom = desired * most / 100 > desired || (desired * least + 99) / 100 < desired
            #expect(isStuck == (desired > 0 && !hasRoom), "\(desired) \(least) \(most)")
        }
    }
}
