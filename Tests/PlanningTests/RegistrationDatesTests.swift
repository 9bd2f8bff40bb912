import Foundation
import Planning
import TaskDefinitions
import Testing

@Test("dates are looked up until every candidate is settled, with few of them", arguments: 0..<200 as Range<UInt64>)
func searches(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let candidates = RevisionSet((1...200).filter { _ in random.next() % 3 == 0 }.compactMap { Revision($0) })
    let firstYoung = Int.random(in: 1...201, using: &random)
    var dates = RegistrationDates()
    var lookups = 0
    let web = family("web")
    while let revision = dates.ages(of: web, against: noon).next(toDate: candidates) {
        let offset = Double(revision.number - firstYoung) + 0.5
        dates.note(RevisionID(web, revision), registeredAt: noon.addingTimeInterval(offset))
        lookups += 1
        try #require(lookups < 12, "log2(200) + 2 and no more")
    }
    let ages = dates.ages(of: web, against: noon)
    for revision in candidates {
        #expect((ages.standing(of: revision) == .oldEnough) == (revision.number < firstYoung))
        #expect(ages.standing(of: revision) != .unknown)
    }
}

@Test("one date settles a family whose newest candidate is old enough")
func settlesWithOne() {
    var dates = RegistrationDates()
    let web = family("web")
    let candidates: RevisionSet = [1, 2, 3, 9]
    #expect(dates.ages(of: web, against: noon).next(toDate: candidates) == 9)
    dates.note(id("web:9"), registeredAt: noon)
    #expect(dates.ages(of: web, against: noon).next(toDate: candidates) == nil)
}
