import AWSAdapters
import Foundation
import Model
import Testing

/// The documentation's table of sources is the catalog's.
@Suite struct ReferencesPageTests {
    private var table: String {
        let head = ["source", "finds", "calls (page or batch size)", "permissions"]
        let rows = AccountReferences.catalog.map { source in
            [
                "`\(source.name.rawValue)`", source.finds,
                source.calls.map { "\($0.action.split(separator: ":").last ?? "") \($0.size)" }.joined(separator: ", "),
                source.calls.map { "`\($0.action)`" }.joined(separator: ", "),
            ]
        }
        return ([head, head.map { _ in "---" }] + rows)
            .map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }

    @Test("it is in references.md as it is written here")
    func isTheCatalog() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = "Sources/roster/Documentation/references.md"
        let page = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        #expect(AccountReferences.catalog.count >= 5)
        #expect(page.contains("\n\n\(table)\n\n"), "\(path) must have:\n\(table)")
    }
}
