import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Reconciler
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@testable import AWSAdapters

struct PagesCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The revisions on each page, in the server's order; `api:1` for another family's.
    let pages: [[String]]
    let wanted: Int
    /// How many of the pages are read.
    let read: Int
    let newest: RevisionSet

    init(_ name: String, _ pages: [[String]], wanted: Int = 1, read: Int, newest: RevisionSet) {
        (testDescription, self.pages, self.wanted, self.read, self.newest) = (name, pages, wanted, read, newest)
    }
}

private let pagesCases = [
    PagesCase("one page has all", [["3", "2", "1"]], read: 1, newest: [1, 2, 3]),
    PagesCase("the first page is enough", [["9", "8", "7"], ["6", "5"]], wanted: 3, read: 1, newest: [7, 8, 9]),
    PagesCase(
        "as many as decide", [["9", "8"], ["7", "5"], ["4"]], wanted: 3, read: 2, newest: [5, 7, 8, 9]),
    PagesCase("a single revision shows no order", [["9"], ["8"], ["7"]], read: 2, newest: [8, 9]),
    PagesCase("ascending", [["7", "8", "9"], ["10"]], read: 2, newest: [7, 8, 9, 10]),
    PagesCase("ascending from page to page", [["7"], ["8"], ["9"]], read: 3, newest: [7, 8, 9]),
    PagesCase("a revision twice", [["9", "9"], ["10"]], read: 2, newest: [9, 10]),
    PagesCase("out of order on the second page", [["9"], ["10", "8"], ["11"]], read: 3, newest: [8, 9, 10, 11]),
    PagesCase("another family's", [["9", "api:8", "7"], ["10"]], read: 2, newest: [7, 9, 10]),
    PagesCase("an empty page first", [[], ["9", "8"], ["7"]], read: 2, newest: [8, 9]),
    PagesCase("none", [[]], read: 1, newest: []),
]

@Suite("The newest revisions of a family") struct NewestRevisionsTests {
    @Test(
        "pages are read newest first until enough are known, or to the end if their order cannot be trusted",
        arguments: pagesCases)
    func readsWhatDecides(_ this: PagesCase) async throws {
        let requests = Mutex<[ECS.ListTaskDefinitions.Input]>([])
        let endpoint = try Endpoint("http://localhost")
        let session = AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: InProcessTransport { request in
                guard let input = try? WireCoding.decode(ECS.ListTaskDefinitions.Input.self, from: request.body)
                else { return WireResponse(status: 400, body: Data()) }
                requests.withLock { $0.append(input) }
                let number = input.nextToken.flatMap(Int.init) ?? 0
                let arns = this.pages[number].map { text in
                    "\"arn:aws:ecs:eu-west-1:123456789012:task-definition/\(text.contains(":") ? text : "web:\(text)")\""
                }
                let token = number + 1 < this.pages.count ? ", \"nextToken\": \"\(number + 1)\"" : ""
                return WireResponse(
                    status: 200, body: Data("{\"taskDefinitionArns\": [\(arns.joined(separator: ","))]\(token)}".utf8))
            }, time: .withoutWaits)
        let registry = ECSTaskDefinitionRegistry(try ECSClient(session))
        let newest = try await registry.newestRevisions(of: family("web"), atLeast: this.wanted)
        #expect(newest.revisions == this.newest)
        #expect(newest.isComplete == (this.read == this.pages.count))
        #expect(requests.withLock { $0.count } == this.read)
        for input in requests.withLock({ $0 }) {
            #expect(input.sort == "DESC" && input.status == "ACTIVE" && input.familyPrefix == "web")
            #expect(input.maxResults == 100)
        }
    }
}
