import Testing
import YAML

/// Puts every misleading character at every position of manifests and configurations.
@Suite struct MisleadingCharacterFuzzTests {
    enum Part {
        /// Keys, plain values, indicators and spaces.
        case other
        case comment
        /// Between double quotes, without them.
        case double
        /// Between single quotes, or the lines of a block.
        case quoted
    }

    struct Sample: CustomTestStringConvertible {
        let testDescription: String
        let parts: [(Part, String)]
    }

    static let samples = [
        Sample(
            testDescription: "a manifest",
            parts: [
                (.comment, "# the shop's"),
                (.other, "\napiVersion: roster/v1\nkind: TaskDefinitionFamily\nmetadata: {name: \""),
                (.double, "web"), (.other, "\"} "), (.comment, "# é"), (.other, "\nspec:\n  active:\n    - latest: 3 "),
                (.comment, "# newest"), (.other, "\n    - 38..40\n  protect: [ 7, '"), (.quoted, "8"),
                (.other, "' ]\n"),
            ]),
        Sample(
            testDescription: "a configuration",
            parts: [
                (
                    .other,
                    "apiVersion: roster/v1\nkind: Roster\nspec:\n  references:\n    tasks:\n      waived: |2\n        "
                ),
                (.quoted, "in"), (.other, "\n        "), (.quoted, "CI "), (.other, "\n  controller: {interval: 5m}\n"),
            ]),
        Sample(
            testDescription: "a configuration with anchors",
            parts: [
                (.other, "spec:\n  registry: &a "), (.comment, "# \"seen\" "), (.other, "\n    \""),
                (.double, "xé'y"), (.other, "\"\n  source: &b !!str\n    \""), (.double, "é\n      z"),
                (.other, "\"\n  b: {waived: '"), (.quoted, "it\"s # no comment"),
                (.other, "', c: *a}\n---\n- é\n...\n"),
                (.comment, "# end"),
            ]),
    ]

    /// A kind of character, what its message contains, and the parts in which it is allowed.
    static let kinds: [(scalars: [Unicode.Scalar], message: String, allowed: [Part])] = [
        (["\u{85}", "\u{2028}", "\u{2029}"], "ends a line for some readers", [.double]),
        (["\r"], "a carriage return without a line feed", []),
        (["\u{FEFF}"], "a byte order mark", []),
        (
            ["\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}"],
            "changes the order", []
        ),
    ]

    /// Characters that are only read as part of a value, and whether that is allowed in quotes.
    static let values: [(scalars: [Unicode.Scalar], allowed: [Part])] = [
        (["\u{AD}", "\u{200B}", "\u{2060}", "\u{3164}", "\u{1FFFE}", "\u{E0041}"], [.comment]),
        (["\u{A0}", "\u{2003}", "\u{3000}", "\u{2800}"], [.comment, .double, .quoted]),
    ]

    @Test(arguments: samples)
    func theSampleIsValid(_ sample: Sample) {
        #expect(readYAML(Array(sample.parts.map(\.1).joined().utf8)).errors == [])
    }

    @Test(arguments: samples)
    func charactersOfTheWholeTextAreFoundAtTheirPlace(_ sample: Sample) {
        for (scalars, message, allowed) in Self.kinds {
            sample.each(scalars) { text, part, line, column in
                guard !(text.hasByteOrderMark || text.hasWindowsLineEnd) else { return }
                let errors = readYAML(Array(text.utf8)).errors
                let isFound = errors.contains {
                    $0.line == line && $0.column == column && $0.message.contains(message)
                }
                #expect(isFound != allowed.contains(part), "\(text.debugDescription): \(errors)")
                if allowed.contains(part) { #expect(errors == [], "\(text.debugDescription)") }
            }
        }
    }

    @Test(arguments: samples)
    func charactersOfValuesAreErrors(_ sample: Sample) {
        for (scalars, allowed) in Self.values {
            sample.each(scalars) { text, part, _, _ in
                let errors = readYAML(Array(text.utf8)).errors
                #expect(errors.isEmpty == allowed.contains(part), "\(text.debugDescription): \(errors)")
            }
        }
    }
}

extension MisleadingCharacterFuzzTests.Sample {
    /// Puts each character before each of the text's, and at its end; passes the part that it is in, with its place.
    fileprivate func each(
        _ inserted: [Unicode.Scalar],
        _ check: (String, MisleadingCharacterFuzzTests.Part, _ line: Int, _ column: Int) -> Void
    ) {
        let text = parts.flatMap { part, text in text.unicodeScalars.map { (part, $0) } }
        for offset in 0...text.count {
            let before = text[..<offset].map(\.1)
            let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
            for scalar in inserted {
                var changed = String.UnicodeScalarView(before)
                changed.append(scalar)
                changed.append(contentsOf: text[offset...].map(\.1))
                check(
                    String(changed), part(at: offset, in: text.map(\.0)), before.count { $0 == "\n" } + 1,
                    before.count - lineStart + 1)
            }
        }
    }

    /// The part of a character that is put at an offset: that of its neighbours. A comment and a text go on to their
    /// end, and begin after their first character or their quote.
    private func part(at offset: Int, in parts: [MisleadingCharacterFuzzTests.Part])
        -> MisleadingCharacterFuzzTests.Part
    {
        let before = offset > 0 ? parts[offset - 1] : .other
        let after = offset < parts.count ? parts[offset] : .other
        switch (before, after) {
        case (.comment, _): return .comment
        case (_, .double), (.double, _): return .double
        case (_, .quoted), (.quoted, _): return .quoted
        case (_, .comment), (.other, .other): return .other
        }
    }
}

extension String {
    fileprivate var hasByteOrderMark: Bool { unicodeScalars.first == "\u{FEFF}" }
    fileprivate var hasWindowsLineEnd: Bool { contains("\r\n") }
}
