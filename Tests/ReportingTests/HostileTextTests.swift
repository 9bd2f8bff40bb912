import Foundation
import Model
import Planning
import SwiftExtensions
import TestSupport
import Testing

@testable import Reporting

private let noonLine = "2026-01-01T00:00:00+0000 notice roster: removed payments:7"
/// Names that would clear the screen, start a line of their own, turn the text around, or fill the screen.
private let hostile = [
    "ESC": "x\u{1B}[2Jy", "newline": "x\n\(noonLine)", "carriage return": "x\r\(noonLine)", "bidi": "x\u{202E}y",
    "next line": "x\u{85}\(noonLine)", "line separator": "x\u{2028}\(noonLine)", "NBSP": "x\u{A0}y",
    "100 KB": String(repeating: "n", count: 100_000), "100 KB of ESC": String(repeating: "\u{1B}", count: 100_000),
]
private let old = noon.addingTimeInterval(-86_400)

private func references(_ text: String) -> [Reference] {
    [
        service("arn:aws:ecs:eu-west-1:123456789012:service/\(text)/api", uses: "web:2"),
        Reference(.stateMachine, text, uses: .opaque(family("web"), .computed(text)), readAt: noon),
        Reference(.rule, "r\(text)", uses: .opaque(nil, .unreadable(text, why: text)), readAt: noon),
        Reference(.codeDeploy, "d\(text)", uses: .opaque(nil, .denied(text)), readAt: noon),
    ]
}

/// A snapshot in which everything that comes from outside is this text: names, reasons, documents and errors.
private func snapshot(_ text: String) -> Snapshot {
    let place = Model.SourceLocation(file: "\(text).yaml")
    return Snapshot(
        ["web": [1, 2, 3, 4]],
        references: references(text),
        coverage: Coverage([
            SourceReading(.services, .complete(readAt: noon, references: 1)),
            SourceReading(.tasks, .failed(.call("ecs:ListTasks of \(text) was denied"))),
            SourceReading(.pipes, .failed(.foreignReference(by: text))),
            SourceReading(.scheduler, .waived(reason: text, at: place)),
        ]),
        waivers: [
            OpaqueWaiver(.stepFunctions, text, reason: text, at: place),
            OpaqueWaiver(.eventBridge, "s\(text)", reason: text, at: place),
        ])
}

private func desired(_ text: String) -> DesiredState {
    let place = Model.SourceLocation(file: "manifests/\(text).yaml", line: 7, column: 7)
    return DesiredState([
        DesiredFamily(
            family("web"), active: [ActiveEntry(.latest(1), at: place), ActiveEntry(.revisions([9]), at: place)],
            protect: [Protection(3...3, at: place)], location: place)
    ])
}

/// Every text that the commands print about it, by command.
private func texts(_ text: String, _ palette: Palette) -> [String: String] {
    let renderer = TextRenderer(palette)
    let (desired, snapshot) = (desired(text), snapshot(text))
    let plan = plan(desired, against: snapshot, under: GuardrailPolicy(), at: noon)
    let refusals = Guardrails(desired, GuardrailPolicy()).refusals(of: plan)
    let outcomes: [Outcome] = [
        .removed, .removedInUse(references(text)), .withheld([.opaque(references(text))]),
        .failed(.callFailed(text)), .failed(.listFailed(text)), .unverified(.noResponse(text)),
        .unverified(.neitherConfirmedNorReadBack(call: text, readBack: text)), .unverified(.notReadBack(text)),
        .notAttempted(.manifestsUnusable(text)), .notAttempted(.throttled(text, bursts: 10)),
        .notAttempted(.failed(text)),
    ]
    let report = Report(
        plan: plan, outcomes: outcomes.enumerated().map { RevisionOutcome(id("web:\($0 + 1)"), $1, at: noon) })
    var texts = [
        "plan": renderer.render(plan, refusals: refusals), "drift": renderer.renderDrift(plan),
        "apply": renderer.render(report),
    ]
    for number in 1...4 {
        let explanation = explain(
            id("web:\(number)"), desired, against: snapshot, RevisionDescription(.active, registeredAt: old),
            under: GuardrailPolicy(), at: noon)
        texts["explain web:\(number)"] = renderer.render(explanation)
    }
    return texts
}

@Test("nothing from outside makes a line, moves the cursor or fills the screen", arguments: hostile.keys.sorted())
func printsHostileText(name: String) throws {
    let text = try #require(hostile[name])
    let harmless = texts("harmless", Palette(isColored: false))
    for (command, printed) in texts(text, Palette(isColored: false)) {
        for line in printed.unicodeScalars.split(separator: "\n") {
            #expect(line.allSatisfy { $0.isPrintable }, "\(command): \(String(line))")
        }
        #expect(!printed.contains("\n\(noonLine)"))
        let expected = try #require(harmless[command])
        #expect(printed.split(separator: "\n").count == expected.split(separator: "\n").count, "\(command)")
        // There are a hundred names and more, and each of their characters may take six.
        #expect(printed.utf8.count < 500_000, "\(command): \(printed.utf8.count)")
    }
}

@Test("our own colours are the only escape sequences")
func paintsHostileText() throws {
    for printed in texts("x\u{1B}[2J", Palette(isColored: true)).values {
        let sequences = printed.matches(of: /\x1B\[([0-9]*)([A-Za-z])/)
        #expect(sequences.allSatisfy { $0.2 == "m" } && sequences.count == printed.count { $0 == "\u{1B}" })
        #expect(printed.contains("\\u{1b}[2J"))
    }
}

@Test("JSON keeps text from outside whole, and is fit to print", arguments: hostile.keys.sorted())
func encodesHostileText(name: String) throws {
    let text = try #require(hostile[name])
    let plan = plan(desired(text), against: snapshot(text), under: GuardrailPolicy(), at: noon)
    let json = try PlanDocument(plan, refusals: []).jsonText()
    #expect(json.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable })
    let document = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let waivers = try #require(document["waivers"] as? [[String: Any]])
    #expect(waivers.first?["name"] as? String == text && waivers.first?["reason"] as? String == text)
    #expect(waivers.first?["place"] as? String == "\(text).yaml:1:1")
}

@Test("JSON escapes what lies beyond the basic plane as a pair")
func encodesPairs() throws {
    #expect(try ["a\u{E0041}\u{7F}é👍"].jsonText() == "[\n  \"a\\udb40\\udc41\\u007fé👍\"\n]\n")
}

@Test("each mistake is one line that ends with its place and message", arguments: hostile.keys.sorted())
func printsMistakes(name: String) throws {
    let text = try #require(hostile[name])
    let place = Model.SourceLocation(file: "manifests/\(text).yaml", line: 4, column: 8)
    let diagnostics = try #require(Diagnostics([Diagnostic("unknown key", at: place), Diagnostic(text)]))
    let lines = diagnostics.lines.map { Palette(isColored: false).paint($0) }
    #expect(lines.count == 2)
    #expect(lines.contains { $0.hasPrefix("manifests/") && $0.hasSuffix(".yaml:4:8: unknown key") })
    #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { $0.isPrintable } && $0.utf8.count < 30_000 })
}
