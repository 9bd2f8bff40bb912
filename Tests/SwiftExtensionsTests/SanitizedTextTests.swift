import SwiftExtensions
import Testing

/// Text from outside that could forge or hide something, and what becomes of it.
private let hostile: [(name: String, text: String, printed: String)] = [
    ("plain text", "web-1: naïve 日本語 👍", "web-1: naïve 日本語 👍"),
    ("an escape sequence", "a\u{1B}[2Jb", "a\\u{1b}[2Jb"),
    ("a newline", "a\nb", "a\\u{a}b"),
    ("a carriage return with a newline", "a\r\nb", "a\\u{d}\\u{a}b"),
    ("a tab and a zero", "a\t\0b", "a\\u{9}\\u{0}b"),
    ("delete", "a\u{7F}b", "a\\u{7f}b"),
    ("a control of C1", "a\u{85}\u{9B}31mb", "a\\u{85}\\u{9b}31mb"),
    ("separators of lines and paragraphs", "a\u{2028}b\u{2029}c", "a\\u{2028}b\\u{2029}c"),
    ("bidirectional overrides and isolates", "a\u{202E}b\u{2066}c\u{200F}d", "a\\u{202e}b\\u{2066}c\\u{200f}d"),
    ("spaces that are none", "a\u{A0}b\u{3000}c\u{2003}d", "a\\u{a0}b\\u{3000}c\\u{2003}d"),
    ("what has no width", "a\u{200B}\u{2060}\u{FEFF}\u{AD}b", "a\\u{200b}\\u{2060}\\u{feff}\\u{ad}b"),
    ("letters that are not seen", "a\u{3164}\u{115F}\u{2800}\u{34F}b", "a\\u{3164}\\u{115f}\\u{2800}\\u{34f}b"),
    ("tags and variation selectors", "a\u{E0041}\u{FE0F}\u{E0100}b", "a\\u{e0041}\\u{fe0f}\\u{e0100}b"),
    ("private and unassigned", "a\u{E000}\u{378}b", "a\\u{e000}\\u{378}b"),
]

@Test("text from outside cannot forge or hide anything, and escaping it again changes nothing", arguments: hostile)
func sanitizes(name: String, text: String, printed: String) {
    #expect(text.sanitized == printed)
    #expect(text.sanitized.sanitized == printed)
    #expect(Substring(text).sanitized == printed)
}

@Test("no character at all leaves a line, or anything but itself")
func sanitizesEverything() {
    for value in UInt32(0)...0x10FFFF {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let printed = String(scalar).sanitized
        #expect(printed == String(scalar) || printed == "\\u{\(String(value, radix: 16))}")
        #expect(!printed.contains { $0.isNewline })
        if printed.utf8.count > 1, printed == String(scalar) {
            #expect(!scalar.properties.isWhitespace && !scalar.properties.isBidiControl)
        }
    }
}

@Test("long text keeps its beginning, its end and its length")
func shortens() {
    let long = "manifests/" + String(repeating: "é", count: 100_000) + ".yaml"
    let short = long.shortened()
    #expect(short.hasPrefix("manifests/éé") && short.hasSuffix("é.yaml") && short.contains("… (100015 characters) …"))
    #expect(short.unicodeScalars.count < 550)
    #expect(long.shortened(to: .line).unicodeScalars.count < 4_050)
    let fitting = String(repeating: "é", count: 500)
    #expect(fitting.shortened() == fitting)
    #expect(printable(String(repeating: "\u{1B}", count: 100_000)).utf8.count < 3_100)
}

@Test(
    "an address is shown without what may be a secret",
    arguments: [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://h/?token=S3CR3T", "http://h/?***"),
        ("http://h/#S3CR3T", "http://h/#***"),
        ("h/?token=S3CR3T", "h/?***"),
        ("https://user:S3CR3T@h/path", "https:***@h/path"),
        ("https://user:S3?CR3T@h/path", "https:***"),
        ("https://user:S3CR3T@h/path?a=S3@CR3T", "https:***"),
        ("user:S3C@R3T@h", "user:***@h"),
        ("jane@example.com", "jane@example.com"),
        ("web-?", "web-?"),
    ])
func masks(address: String, shown: String) {
    #expect(withoutCredentials(address) == shown)
}
