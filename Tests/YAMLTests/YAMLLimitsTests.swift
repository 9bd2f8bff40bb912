import Testing
import YAML

@Suite struct YAMLLimitsTests {
    private func read(_ text: String) -> YAMLStream { readYAML(Array(text.utf8)) }

    private func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test func depthIsLimited() {
        #expect(read(nested(100)).errors.isEmpty)
        let errors = read(nested(101)).errors
        #expect(errors.map(\.column) == [101])
        #expect(errors.first?.message.contains("nested more than 100 levels deep") == true)
    }

    @Test func depthThroughAliasesIsLimited() {
        let text = "a: &a \(nested(60))\n"
        #expect(
            read(text + "b: \(String(repeating: "[", count: 39))*a\(String(repeating: "]", count: 39))").errors.isEmpty)
        let errors = read(text + "b: \(String(repeating: "[", count: 40))*a\(String(repeating: "]", count: 40))").errors
        #expect(errors.map(\.line) == [2])
        #expect(errors.first?.message.contains("nested more than 100 levels deep") == true)
    }

    @Test func manyBracketsStopAtTheDepthLimit() {
        #expect(read(String(repeating: "[", count: YAMLLimits.bytes)).errors.map(\.column) == [101])
    }

    @Test func billionLaughsIsRejected() {
        var text = "a0: &a0 lol\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let stream = read(text)
        #expect(stream.documents.isEmpty)
        #expect(stream.errors.map(\.line) == [6])
        #expect(stream.errors.first?.message.contains("more than 1 MiB") == true)
    }

    /// An anchored text of 1 KiB, including its node's weight: 1024 aliases are exactly 1 MiB.
    @Test(arguments: [(1024, true), (1025, false)])
    func expansionIsCountedToTheByte(_ aliases: Int, _ isAllowed: Bool) {
        let anchored = "- &a " + String(repeating: "x", count: 1024 - YAMLLimits.nodeWeight) + "\n"
        let stream = read(anchored + String(repeating: "- *a\n", count: aliases))
        #expect(stream.errors.isEmpty == isAllowed)
    }

    @Test func repeatedMergesCount() {
        let keys = (0..<1000).map { "k\($0): 1" }.joined(separator: ", ")
        let merges = String(repeating: "- {<<: *a}\n", count: 100)
        #expect(read("- &a {\(keys)}\n" + merges).errors.map(\.message).first?.contains("1 MiB") == true)
    }

    /// Each level merges the keys of the one below, without any alias.
    @Test func nestedMergesCount() {
        let keys = (0..<1000).map { "k\($0): 1" }.joined(separator: ", ")
        let text = { (depth: Int) in
            String(repeating: "{<<: ", count: depth) + "{\(keys)}" + String(repeating: "}", count: depth)
        }
        #expect(read(text(16)).errors.isEmpty)
        let errors = read(text(17)).errors
        #expect(errors.map(\.message).first?.contains("merge keys expand to more than 1 MiB") == true)
        #expect(errors.map(\.column) == [6])
    }

    @Test func sizeIsLimited() {
        #expect(readYAML(Array(repeating: UInt8(ascii: " "), count: 4 << 20)).errors.isEmpty)
        let errors = readYAML(Array(repeating: UInt8(ascii: " "), count: (4 << 20) + 1)).errors
        #expect(errors.first?.message.contains("4194305 bytes, more than the limit of 4194304 (4 MiB)") == true)
    }

    @Test(arguments: ["\n", "\r", "\u{85}", "\u{2028}"])
    func manyTagDirectivesAreRejected(_ lineBreak: String) {
        let directives = (0..<101).map { "%TAG !\($0)! x\(lineBreak)" }
        #expect(read(directives.joined() + "--- a").errors.first?.message.contains("101 %TAG directives") == true)
        guard lineBreak == "\n" else { return }
        #expect(read(directives.dropFirst().joined() + "--- a").errors.isEmpty)
        #expect(read(directives.dropFirst().joined() + "--- a %TA %%T %T").errors.isEmpty)
        #expect(read(directives.dropFirst().joined() + "--- a %%TAG").errors.count == 1)
    }

    @Test(arguments: ["a: \u{202E}\n", "a: \u{202E}\n@", "a:\n# \u{202E}\n"])
    func misleadingCharactersCountAsErrors(_ line: String) {
        let errors = read(String(repeating: line, count: 10_000)).errors
        #expect(errors.count == YAMLLimits.errors + 1)
        #expect(errors.last?.message.contains("stopped after 100 errors: fix these first") == true)
        #expect(errors.map(\.line) == errors.map(\.line).sorted())
    }

    @Test func parsingStopsAfterManyErrors() {
        let errors = read(String(repeating: "a:\n", count: 10_000)).errors
        #expect(errors.count == YAMLLimits.errors + 1)
        #expect(errors.last?.message.contains("stopped after 100 errors: fix these first") == true)
    }
}
