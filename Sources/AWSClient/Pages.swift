import ECSWire

/// The pages of a list, each read when it is asked for.
///
/// An error ends the list as unread, however many pages came before it: what was read so far is no answer.
package struct Pages<Op: PagedOperation>: Sendable {
    private let client: ECSClient
    private var input: Op.Input?
    private var seen: Set<String> = []
    private var pageSize: Int?

    init(_ client: ECSClient, _ input: Op.Input, pageSize: Int?) {
        self.client = client
        self.input = input
        self.pageSize = pageSize
    }

    /// The next page, which may be empty; nil after the last.
    ///
    /// Costs one call. After an error it goes on with the same page.
    /// - Throws: when the call fails, when the page lacks its list, and when its token is empty or was given before,
    ///   as following it would never end.
    package mutating func next() async throws(AWSError) -> [Op.Item]? {
        guard var request = input else { return nil }
        request.maxResults = request.maxResults ?? pageSize
        let page = try await client.service.json(Op.name, request, reading: Op.Output.self)
        let items = try client.service.require(Op.items, of: page, Op.name)
        guard let token = page.value.nextToken else {
            input = nil
            return items
        }
        guard !token.isEmpty, seen.insert(token).inserted else {
            let problem = token.isEmpty ? "is empty" : "was given before"
            throw client.service.error(
                .malformedAnswer("the nextToken of page \(seen.count + 1) \(problem)"), Op.name,
                attempts: page.attempts)
        }
        input?.nextToken = token
        return items
    }
}

extension ECSClient {
    /// The most that an ECS list gives in one page; some give 10 unless told.
    private static var longestPage: Int { 100 }

    /// The list, a page at a time; pages as long as ECS allows, unless the input says how long.
    package func pages<Op: PagedOperation>(of operation: Op.Type, _ input: Op.Input = Op.Input()) -> Pages<Op> {
        Pages(self, input, pageSize: Self.longestPage)
    }

    /// The whole list, in the order of its pages; one call for each 100 items.
    /// - Throws: as ``Pages/next()``; a list that was not read to its end is never returned.
    package func all<Op: PagedOperation>(
        of operation: Op.Type, _ input: Op.Input = Op.Input()
    ) async throws(AWSError) -> [Op.Item] {
        var pages = pages(of: operation, input)
        var items: [Op.Item] = []
        while let page = try await pages.next() { items += page }
        return items
    }
}
