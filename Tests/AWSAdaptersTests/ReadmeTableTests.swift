import AWSAdapters
import Foundation
import Model
import Testing

/// The README's table of sources is the catalog's.
@Suite struct ReadmeTableTests {
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

    @Test("it is in the README as it is written here")
    func isTheCatalog() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(AccountReferences.catalog.count >= 5)
        #expect(readme.contains("\n\n\(table)\n\n"), "README.md, 'What it reads', must have:\n\(table)")
    }
}
