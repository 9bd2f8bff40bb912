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
        let date = noon.addingTimeInterval(-ages[revision.number - 1])
        dates.record(RevisionDescription(.active, registeredAt: date), of: RevisionID(family("web"), revision))
        lookups += 1
        try #require(lookups <= 20, "twice log2(200) + 2 and no more")
    }
    var all = Registrations()
    for (index, age) in ages.enumerated() {
        let date = noon.addingTimeInterval(-age)
        all.record(RevisionDescription(.active, registeredAt: date), of: id("web:\(index + 1)"))
    }
    let found = plan(desired, against: snapshot.with(dates), under: policy, at: noon)
    let known = plan(desired, against: snapshot.with(all), under: policy, at: noon)
    #expect(found.removed == known.removed)
    #expect(found.drifts == known.drifts)
}

@Test("dates are looked up for reported revisions as for others, but not for those declared otherwise or protected")
func datesOnlyWhatDecides() {
    let snapshot = Snapshot(["web": [1, 2, 3]], dates: [:])
    let within = ActiveSelector.registeredWithin(.seconds(60))
    for (desired, isDated) in [
        (web(within, .latest(2), protect: [1]), false), (web(within, .revisions([1, 2, 3])), false),
        (web(within, .latest(2), prune: .report), true), (web(.latest(2), prune: .report), true),
    ] {
        let searches = registrationSearches(desired, against: snapshot, under: GuardrailPolicy(), at: noon)
        #expect(searches.isEmpty != isDated)
    }
}

struct RegistrarCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var desired = web(.latest(1))
    var active: RevisionSet = [1, 2, 3]
    var references: [Reference] = []
    var dates: [String: Date] = [:]
    var registrars: [String: Registrar] = [:]
    var minimumAge: Duration = .zero
    /// What is to be described next.
    let next: Revision?
}

@Test(
    "one candidate is described for who registered it, where no other description says so",
    arguments: [
        RegistrarCase(testDescription: "no minimum age", next: 2),
        RegistrarCase(testDescription: "only reported", desired: web(.latest(1), prune: .report), next: 2),
        RegistrarCase(testDescription: "a candidate was described", registrars: ["web:1": .other], next: nil),
        RegistrarCase(testDescription: "AWS Batch's", registrars: ["web:3": .batch], next: nil),
        RegistrarCase(
            testDescription: "what was described is declared by now", registrars: ["web:3": .other], next: 2),
        RegistrarCase(
            testDescription: "what was described is gone by now", registrars: ["web:9": .other], next: 2),
        RegistrarCase(
            testDescription: "what was described is in use", references: [service("api", uses: "web:2")],
            registrars: ["web:2": .other], next: 1),
        RegistrarCase(
            testDescription: "nothing can be removed",
            references: [service("api", uses: "web:1"), service("api", uses: "web:2")], next: nil),
        RegistrarCase(testDescription: "everything is declared", desired: web(.latest(3)), next: nil),
        RegistrarCase(testDescription: "the age comes first", minimumAge: .seconds(3600), next: 2),
        RegistrarCase(
            testDescription: "the age is known", dates: ["web:3": noon.addingTimeInterval(-7200)],
            minimumAge: .seconds(3600), next: 2),
        RegistrarCase(
            testDescription: "the age is known, and the registrar",
            dates: ["web:3": noon.addingTimeInterval(-7200)], registrars: ["web:1": .other],
            minimumAge: .seconds(3600), next: nil),
        RegistrarCase(
            testDescription: "the age of AWS Batch's decides nothing", registrars: ["web:1": .batch],
            minimumAge: .seconds(3600), next: nil),
    ])
func findsTheRegistrar(_ this: RegistrarCase) {
    let snapshot = Snapshot(
        ["web": this.active], references: this.references, dates: this.dates, registrars: this.registrars)
    let search = registrationSearches(
        this.desired, against: snapshot, under: uncappedPolicy(minimumAge: this.minimumAge), at: noon)[family("web")]
    #expect(search?.next(given: snapshot.registrations) == this.next)
}
