import Foundation
import Testing

/// Expects a text to equal a golden file beside the tests.
///
/// With `ROSTER_RECORD` set in the environment, writes the file instead: review the diff before you commit it.
/// - Parameters:
///   - name: the path below the folder `Golden` beside the test's file.
///   - test: the test's file.
package func expectGolden(
    _ text: String, _ name: String, test: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let file = URL(filePath: test).deletingLastPathComponent().appending(path: "Golden").appending(path: name)
    if ProcessInfo.processInfo.environment["ROSTER_RECORD"] != nil {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(
        text == expected, "\(name): record it again with ROSTER_RECORD=1 if this is intended",
        sourceLocation: sourceLocation)
}
