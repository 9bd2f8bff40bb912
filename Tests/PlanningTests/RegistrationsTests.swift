import Foundation
import Model
import Planning
import SwiftExtensions
import TestSupport
import Testing

@Test("few lookups decide the age of every candidate", arguments: 0..<200 as Range<UInt64>)
func searches(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let candidates = RevisionSet((1...200).filter { _ in random.next() % 3 == 0 }.compactMap { Revision($0) })
    let firstYoung = Int.random(in: 1...201, using: &random)
    var dates = Registrations()
    var lookups = 0
    let web = family("web")
    while let revision = dates.ages(of: web, against: noon).nextLookup(among: candidates) {
        let offset = Double(revision.number - firstYoung) + 0.5
        dates.record(RevisionID(web, revision), registeredAt: noon.addingTimeInterval(offset))
        lookups += 1
        try #require(lookups < 12, "log2(200) + 2 and no more")
    }
    let ages = dates.ages(of: web, against: noon)
    for revision in candidates {
        #expect((ages.status(of: revision) == .oldEnough) == (revision.number < firstYoung))
        #expect(ages.status(of: revision) != .unknown)
    }
}

@Test("one date is enough if the newest candidate is old enough")
func settlesWithOne() {
    var dates = Registrations()
    let web = family("web")
    let candidates: RevisionSet = [1, 2, 3, 9]
    #expect(dates.ages(of: web, against: noon).nextLookup(among: candidates) == 9)
    dates.record(id("web:9"), registeredAt: noon)
    #expect(dates.ages(of: web, against: noon).nextLookup(among: candidates) == nil)
}

@Test(
    "few lookups decide both registeredWithin and the minimum age",
    arguments: 0..<200 as Range<UInt64>)
func searchesForBoth(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let ages = (1...200).map { _ in Double.random(in: 0...20_000, using: &random) }.sorted(by: >)
    let desired = web(.registeredWithin(.seconds(Int.random(in: 1...15_000, using: &random))))
    let snapshot = Snapshot(["web": RevisionSet(1...200)], dates: [:])
    let policy = GuardrailPolicy()
    var dates = Registrations()
    let search = try #require(
        registrationSearches(desired, against: snapshot, under: policy, at: noon)[family("web")])
    var lookups = 0
    while let revision = search.next(given: dates) {
        dates.record(
            RevisionID(family("web"), revision), registeredAt: noon.addingTimeInterval(-ages[revision.number - 1]))
        lookups += 1
        try #require(lookups <= 20, "twice log2(200) + 2 and no more")
    }
    var all = Registrations()
    for (index, age) in ages.enumerated() {
        all.record(id("web:\(index + 1)"), registeredAt: noon.addingTimeInterval(-age))
    }
    let found = plan(desired, against: snapshot.with(dates), under: policy, at: noon)
    let known = plan(desired, against: snapshot.with(all), under: policy, at: noon)
    #expect(found.removed == known.removed)
    #expect(found.drifts == known.drifts)
}

@Test("dates are looked up for reported revisions, but not for those declared otherwise or protected")
func datesOnlyWhatDecides() {
    let snapshot = Snapshot(["web": [1, 2, 3]], dates: [:])
    let within = ActiveSelector.registeredWithin(.seconds(60))
    for (desired, isDated) in [
        (web(within, .latest(2), protect: [1]), false), (web(within, .revisions([1, 2, 3])), false),
        (web(within, .latest(2), prune: .report), true), (web(.latest(2), prune: .report), false),
    ] {
        let searches = registrationSearches(desired, against: snapshot, under: GuardrailPolicy(), at: noon)
        #expect(searches.isEmpty != isDated)
    }
}
