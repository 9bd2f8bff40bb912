/// The pages of a list, each read on demand.
///
/// After an error the list counts as unread, however many pages came before.
package struct Pages<Item: Sendable>: Sendable {
    /// A page as received.
    struct Page: Sendable {
        let items: [Item]
        /// Nil or empty on the last page.
        let token: String?
        let attempts: Int
    }

    private let service: ServiceClient
    private let operation: String
    private let read: @Sendable (_ token: String?) async throws(AWSError) -> Page
    private var token: String?
    /// Whether the last page was read.
    package private(set) var isAtEnd = false
    private var seen: Set<String> = []
    private var emptyInARow = 0
    private let limits: Limits

    /// When a list is considered endless.
    struct Limits: Sendable {
        /// Consecutive pages without an item: filters leave some pages empty, but not this many.
        var emptyInARow = 1000
        /// Pages in total; with ECS's longest pages, ten million items.
        var pages = 100_000
    }

    /// - Parameter read: reads the page of a token, or without one the first page; one call.
    init(
        _ service: ServiceClient, _ operation: String, limits: Limits = Limits(),
        read: @escaping @Sendable (_ token: String?) async throws(AWSError) -> Page
    ) {
        self.service = service
        self.operation = operation
        self.limits = limits
        self.read = read
    }

    /// The next page, which may be empty; nil after the last.
    ///
    /// Costs one call. After an error, the next call reads the same page.
    /// An empty token ends the list like a missing one, as in every SDK: a request cannot carry it.
    /// - Throws: if the call fails, if the page lacks its list, or if following its token would never end: the token is
    ///   repeated, or there are too many pages.
    package mutating func next() async throws(AWSError) -> [Item]? {
        guard !isAtEnd else { return nil }
        let page = try await read(token)
        guard let next = page.token, !next.isEmpty else {
            isAtEnd = true
            return page.items
        }
        emptyInARow = page.items.isEmpty ? emptyInARow + 1 : 0
        if let problem = problem(with: next) {
            throw service.error(.malformedResponse(problem), operation, attempts: page.attempts)
        }
        token = next
        return page.items
    }

    /// Why following a token would never end; nil if it might.
    private mutating func problem(with next: String) -> String? {
        let page = seen.count + 1
        if !seen.insert(next).inserted { return "the nextToken of page \(page) was given before" }
        if emptyInARow >= limits.emptyInARow { return "\(emptyInARow) consecutive pages are empty, and there are more" }
        return page >= limits.pages ? "the list has not ended after \(page) pages" : nil
    }

    /// The rest of the list, in the order of its pages.
    /// - Throws: as ``next()``; an incomplete list is never returned.
    package consuming func all() async throws(AWSError) -> [Item] {
        var items: [Item] = []
        while let page = try await next() { items += page }
        return items
    }
}

/// A response that is one page of a list.
package protocol ListPage: Decodable, Sendable {
    /// An item of the list.
    associatedtype Item: Sendable
    /// The operation whose response it is.
    static var operation: String { get }
    /// The page's items.
    static var items: KeyPath<Self, [Item]?> { get }
    /// The token of the next page; nil or empty on the last page.
    var nextToken: String? { get }
}

extension ServiceClient {
    /// A list of any service.
    /// - Parameter read: calls the operation for the page of a token.
    func pages<Page: ListPage>(
        of page: Page.Type, read: @escaping @Sendable (_ token: String?) async throws(AWSError) -> Response<Page>
    ) -> Pages<Page.Item> {
        Pages(self, Page.operation) { token throws(AWSError) in
            let response = try await read(token)
            return Pages.Page(
                items: try require(Page.items, of: response, Page.operation), token: response.value.nextToken,
                attempts: response.attempts)
        }
    }
}
