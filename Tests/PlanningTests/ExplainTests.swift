import Model
import Planning
import TestSupport
import Testing

@Test("explain() states the verdict and its rules", arguments: ExplainCase.all)
func explains(_ this: ExplainCase) {
    #expect(this.explanation.verdict == this.verdict)
    #expect(this.explanation.rules.map { $0.code + ($0.location.map { " \($0)" } ?? "") } == this.rules)
}

@Test("explain() agrees with the plan about every ACTIVE revision")
func agreesWithThePlan() {
    for seed in 0..<300 as Range<UInt64> {
        let world = World(seed: seed)
        let plan = plan(world.desired, against: world.snapshot, under: world.policy, at: noon)
        let removed = Set(plan.removals.map(\.id))
        let wouldGo = Set(plan.reported.removals.map(\.id))
        let withheld = Dictionary(
            uniqueKeysWithValues: (plan.withheld + plan.reported.withheld).map {
                ($0.id, $0.reasons.map(\.code.rawValue))
            })
        for (family, numbers) in world.active {
            for revision in numbers.compactMap({ Revision($0) }) {
                let id = RevisionID(family, revision)
                let date = world.dates[id.description]
                let state = RevisionDescription(
                    .active, registeredAt: date, by: world.batch.contains(family) ? .batch : .other)
                let explained = explain(
                    id, world.desired, against: world.snapshot, state,
                    under: world.policy, at: noon)
                #expect((explained.verdict == .removed) == removed.contains(id), "\(id), seed \(seed)")
                #expect(explained.wouldBeRemoved == wouldGo.contains(id), "\(id), seed \(seed)")
                guard explained.verdict == .withheld || explained.verdict == .reported && !explained.wouldBeRemoved
                else { continue }
                #expect(
                    explained.rules.map(\.code).filter { $0 != "reportOnly" } == withheld[id], "\(id), seed \(seed)")
            }
        }
    }
}
