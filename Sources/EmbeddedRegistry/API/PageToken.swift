import ECSWire
import Foundation
import Model

/// `nextToken`: the last entry of the page before, so that a page goes on behind it whatever became of that entry.
struct PageToken: Equatable, Sendable {
    /// What the list orders by; never with a space in it.
    let key: [String]

    /// The name of a list: a token of another operation, of another place or with other filters does not fit it.
    ///
    /// - Parameter filters: everything that the answer depends on apart from the page, in one order always.
    static func listID(_ operation: String, in scope: RegistryScope, _ filters: String?...) -> String {
        // FNV-1a: it has to tell lists apart, not to withstand anybody. Lengths keep neighbours apart.
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [scope.account, scope.region] + filters {
            let bytes = part.map { "\($0.utf8.count):\($0)" } ?? "-"
            for byte in bytes.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return operation + "-" + String(digest, radix: 36)
    }

    /// Reads a token, nil where there is none.
    /// - Parameters:
    ///   - list: see ``listID(_:in:_:)``; another's token is refused.
    ///   - parts: how many parts the key has.
    /// - Throws: InvalidParameterException for a token that this list did not make.
    static func read(_ text: String?, list: String, parts: Int) throws(ECSError) -> PageToken? {
        guard let text else { return nil }
        guard let data = Data(base64Encoded: text), let plain = String(data: data, encoding: .utf8) else {
            throw invalid
        }
        let words = plain.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == parts + 1, words[0] == list else { throw invalid }
        return PageToken(key: Array(words.dropFirst()))
    }

    /// The text that a client sends back.
    func text(list: String) -> String {
        Data(([list] + key).joined(separator: " ").utf8).base64EncodedString()
    }

    /// For a token that cannot be one of ours.
    static let invalid = ECSError(.invalidParameter, "Invalid token.")
}

/// The part of a list that one answer holds.
struct Page<Item> {
    /// In the list's order.
    let items: [Item]
    /// Whether there are more behind them.
    let hasMore: Bool

    /// Cuts a page out of one entry more than it may hold.
    init(_ entries: [Item], size: Int) {
        items = Array(entries.prefix(size))
        hasMore = entries.count > size
    }

    /// The token of the next page, nil on the last.
    func next(list: String, _ key: (Item) -> [String]) -> String? {
        guard hasMore, let last = items.last else { return nil }
        return PageToken(key: key(last)).text(list: list)
    }

    /// Checks `maxResults`.
    static func size(_ maxResults: Int?, default standard: Int = 100) throws(ECSError) -> Int {
        let size = maxResults ?? standard
        guard (1...100).contains(size) else {
            throw ECSError(.invalidParameter, "maxResults must be between 1 and 100.")
        }
        return size
    }
}
