import ECSWire
import Foundation
import Model

/// `nextToken`: the key of the last entry on the previous page. The next page starts after it, even if that entry has
/// since changed or gone.
struct PageToken: Equatable, Sendable {
    /// What the list is ordered by. No part contains a space.
    let key: [String]

    /// Identifies a list. A token is valid only for the same operation, account, Region and filters.
    ///
    /// - Parameter filters: everything the result depends on apart from the page, always in the same order.
    static func listID(_ operation: String, in scope: RegistryScope, _ filters: String?...) -> String {
        // FNV-1a: it only has to tell lists apart, not resist attacks. The lengths separate adjacent parts.
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [scope.account, scope.region] + filters {
            let bytes = part.map { "\($0.utf8.count):\($0)" } ?? "-"
            for byte in bytes.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return operation + "-" + String(digest, radix: 36)
    }

    /// Reads a token; nil if there is none.
    /// - Parameters:
    ///   - list: see ``listID(_:in:_:)``.
    ///   - parts: the number of parts in the key.
    /// - Throws: InvalidParameterException for a token that does not belong to this list.
    static func read(_ text: String?, list: String, parts: Int) throws(ECSError) -> PageToken? {
        guard let text else { return nil }
        guard let data = Data(base64Encoded: text), let plain = String(data: data, encoding: .utf8) else {
            throw invalid
        }
        let words = plain.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == parts + 1, words[0] == list else { throw invalid }
        return PageToken(key: Array(words.dropFirst()))
    }

    /// The token as clients send it back.
    func text(list: String) -> String {
        Data(([list] + key).joined(separator: " ").utf8).base64EncodedString()
    }

    /// The error for a token that the registry did not issue for this list.
    static let invalid = ECSError(.invalidParameter, "Invalid token.")
}

/// One page of a list.
struct Page<Item> {
    /// In the order of the list.
    let items: [Item]
    /// Whether more entries follow.
    let hasMore: Bool

    /// Takes up to `size` entries. Pass `size + 1` of them, so that the page knows whether more follow.
    init(_ entries: [Item], size: Int) {
        items = Array(entries.prefix(size))
        hasMore = entries.count > size
    }

    /// The token of the next page; nil on the last page.
    func next(list: String, _ key: (Item) -> [String]) -> String? {
        guard hasMore, let last = items.last else { return nil }
        return PageToken(key: key(last)).text(list: list)
    }

    /// Validates `maxResults`.
    static func size(_ maxResults: Int?, default standard: Int = 100) throws(ECSError) -> Int {
        let size = maxResults ?? standard
        guard (1...100).contains(size) else {
            throw ECSError(.invalidParameter, "maxResults must be between 1 and 100.")
        }
        return size
    }
}
