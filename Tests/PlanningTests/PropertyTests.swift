import Foundation
import Model
import Planning
import SwiftExtensions
import TestSupport
import Testing

/// A random desired state and registry, and an independent statement of which revisions must stay.
struct World {
    var desired: DesiredState
    var active: [Family: Set<Int>] = [:]
    var references: [Reference] = []
    var dates: [String: Date] = [:]
    /// The families that AWS Batch registers.
    var batch: Set<Family> = []
    var waivers: [OpaqueWaiver] = []
    var policy = GuardrailPolicy()
    var coverage = covered

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var families: [DesiredFamily] = []
        policy.keepNewest = Int.random(in: 1...3, using: &random)
        if random.next() % 5 == 0 { policy.minimumAge = .zero }
        if random.next() % 10 == 0 { coverage = uncovered }
        for name in ["a", "b", "c"] {
            let numbers = Set((1...20).filter { _ in Bool.random(using: &random) })
            active[family(name)] = numbers
            for number in 1...20 {
                let age = Double((21 - number) * 300)
                if random.next() % 4 != 0 { dates["\(name):\(number)"] = noon.addingTimeInterval(-age) }
                if random.next() % 8 == 0 { references.append(service("s\(number)", uses: "\(name):\(number)")) }
            }
            if random.next() % 5 == 0 { references.append(service("bare", uses: name)) }
            if random.next() % 12 == 0 { references.append(Self.opaque("o\(random.next() % 3)", family(name))) }
            if random.next() % 15 == 0 { batch.insert(family(name)) }
            if random.next() % 6 != 0 { families.append(Self.randomFamily(name, using: &random)) }
        }
        if random.next() % 20 == 0 { references.append(Self.opaque("o3", nil)) }
        waivers = (0...3).filter { _ in random.next() % 3 == 0 }.map {
            OpaqueWaiver(.stepFunctions, "o\($0)", reason: "known", at: Model.SourceLocation(file: "roster.yaml"))
        }
        desired = DesiredState(families)
    }

    private static func opaque(_ name: String, _ family: Family?) -> Reference {
        Reference(.stateMachine, name, uses: .opaque(family, .computed("$.task")), readAt: noon)
    }

    private static func randomFamily(_ name: String, using random: inout SplitMix64) -> DesiredFamily {
        let entries = (0..<Int.random(in: 0...3, using: &random)).map { _ in randomSelector(using: &random) }
        return DesiredFamily(
            family(name), active: entries.map { ActiveEntry($0, at: location()) },
            protect: revisions(using: &random).map { Protection($0...$0, at: location()) },
            prune: random.next() % 5 == 0 ? .report : .deregister,
            retire: random.next() % 3 == 0, location: location())
    }

    private static func randomSelector(using random: inout SplitMix64) -> ActiveSelector {
        switch random.next() % 4 {
        case 0: .registeredWithin(.seconds(Int.random(in: 300...6000, using: &random)))
        case 1: .latest(Int.random(in: 1...4, using: &random))
        default: .revisions(revisions(using: &random))
        }
    }

    private static func revisions(using random: inout SplitMix64) -> RevisionSet {
        RevisionSet((1...20).filter { _ in random.next() % 6 == 0 }.compactMap { Revision($0) })
    }

    var snapshot: Snapshot {
        Snapshot(
            Dictionary(
                uniqueKeysWithValues: active.map { name, numbers in
                    (name.name, RevisionSet(numbers.compactMap { Revision($0) }))
                }), references: references, coverage: coverage, dates: dates,
            registrars: Dictionary(
                uniqueKeysWithValues: ["a", "b", "c"].map {
                    ("\($0):20", batch.contains(family($0)) ? .batch : .other)
                }), waivers: waivers)
    }

    /// Whether a revision must stay, computed one by one and without the planner's code.
    func mustStay(_ id: RevisionID) -> Bool {
        guard let family = desired.families[id.family], family.prune == .deregister else { return true }
        let newestFirst = (active[id.family] ?? []).sorted(by: >)
        let rank = newestFirst.firstIndex(of: id.revision.number) ?? 0
        let isDeclared = family.active.contains { entry in
            switch entry.selector {
            case .revisions(let revisions): revisions.contains(id.revision)
            case .latest(let count): rank < count
            case .registeredWithin(let time): !isOld(id, time)
            }
        }
        let isUsed = references.contains { reference in
            switch reference.target {
            case .named(.pinned(let target, _)): target == id
            case .named(.bare(let target, _)): target == id.family && rank == 0
            case .opaque(let family, _):
                (family == nil || family == id.family) && !waivers.contains { $0.name == reference.name }
            }
        }
        let isNewest = !family.retire && rank < policy.keepNewest
        let isOldEnough = policy.minimumAge == .zero || isOld(id, policy.minimumAge)
        return isDeclared || isUsed || isNewest || family.protect.contains(id.revision) || !isOldEnough
            || batch.contains(id.family) || coverage != covered
    }

    /// A known date at or above the revision must show that it is that old.
    private func isOld(_ id: RevisionID, _ age: Duration) -> Bool {
        (id.revision.number...20).contains { number in
            (dates["\(id.family):\(number)"] ?? noon) <= noon.addingTimeInterval(-age.seconds)
        }
    }
}

@Test("exactly the revisions that need not stay are removed")
func removesExactlyWhatMayGo() {
    var removals = 0
    for seed in 0..<3000 as Range<UInt64> {
        let world = World(seed: seed)
        let removed = Set(
            plan(world.desired, against: world.snapshot, under: world.policy, at: noon).removals.map(\.id))
        removals += removed.count
        for (family, numbers) in world.active {
            for revision in numbers.compactMap({ Revision($0) }) {
                let id = RevisionID(family, revision)
                #expect(removed.contains(id) != world.mustStay(id), "\(id), seed \(seed)")
            }
        }
    }
    #expect(removals > 1000, "the cases must have something to remove")
}

@Test("planning again after applying removes nothing")
func settles() {
    for seed in 0..<1000 as Range<UInt64> {
        var world = World(seed: seed)
        world.policy.maximumPercent = 100
        let first = plan(world.desired, against: world.snapshot, under: world.policy, at: noon)
        guard let cleared = try? Guardrails(world.desired, world.policy).clear(first, against: world.snapshot, at: noon)
        else {
            #expect(!world.coverage.isComplete)
            continue
        }
        for removal in cleared.removals {
            world.active[removal.id.family]?.remove(removal.id.revision.number)
        }
        let again = plan(world.desired, against: world.snapshot, under: world.policy, at: noon)
        #expect(again.removals.isEmpty, "seed \(seed)")
    }
}

@Test("guardrails clear exactly the plan when nothing has changed")
func clearsThePlan() throws {
    for seed in 0..<500 as Range<UInt64> {
        var world = World(seed: seed)
        world.policy.maximumPercent = 100
        world.coverage = covered
        let plan = plan(world.desired, against: world.snapshot, under: world.policy, at: noon)
        let cleared = try Guardrails(world.desired, world.policy).clear(plan, against: world.snapshot, at: noon)
        #expect(cleared.removals.map(\.id) == plan.removals.map(\.id))
        #expect(cleared.withheld.isEmpty)
    }
}
