import Foundation
import Logging
import SwiftExtensions
import Synchronization
import Testing

@testable import roster

/// The lines that a logger writes.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var logger: Logger {
        Logger(label: "roster") { label in
            LineLogHandler(label, level: .info) { line in self.lines.withLock { $0.append(line) } }
        }
    }
}

private struct Unlucky: Error, CustomStringConvertible {
    let description = "no\nluck"
}

@Test("a record is one line in the format of swift-log's own handler")
func logsOneLine() throws {
    let lines = Lines()
    var logger = lines.logger
    logger[metadataKey: "always"] = "here"
    logger.notice("removed: done", metadata: ["revision": "web:1, 4..5", "outcome": "removed"])
    logger.debug("not seen")
    let line = try #require(lines.all.first)
    #expect(lines.all.count == 1)
    let pattern =
        /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} notice roster: always=here outcome=removed revision=web:1, 4\.\.5 \[RosterTests\] removed: done/
    #expect(line.wholeMatch(of: pattern) != nil, "\(line)")
}

@Test(
    "no record makes another line, or another key",
    arguments: [
        ("message", "a\n2026-01-01T00:00:00+0000 notice roster: removed", [:], "a\\u{a}2026-01-01"),
        ("terminal", "a\u{1B}[2J\u{9B}1A\r", [:], "a\\u{1b}[2J\\u{9b}1A\\u{d}"),
        ("value", "m", ["version": "1 outcome=removed"], "version=\"1 outcome=removed\""),
        ("end of the keys", "m", ["version": "1 [Controller] removed"], "version=\"1 [Controller] removed\""),
        ("quotes", "m", ["version": "1\" outcome=\"removed"], "version=\"1\\u{22} outcome=\\u{22}removed\""),
        ("escapes", "m", ["version": "a\n=b\\"], "version=\"a\\u{a}=b\\\""),
        ("key", "m", ["a\nb": "c"], "a\\u{a}b=c"),
        ("nested", "m", ["list": ["a\nb", "c"]], "a\\"),
        ("length", String(repeating: "x", count: 100_000), [:], "(100000 characters)"),
    ] as [(String, String, Logger.Metadata, String)])
func escapesRecords(name: String, message: String, metadata: Logger.Metadata, part: String) throws {
    let lines = Lines()
    lines.logger.error("\(message)", metadata: metadata)
    let line = try #require(lines.all.first)
    #expect(line.unicodeScalars.allSatisfy { $0.isPrintable })
    #expect(line.contains(part), "\(line)")
    #expect(line.utf8.count < 5_000)
}

@Test("an error of a record is one of its keys")
func logsErrors() throws {
    let lines = Lines()
    lines.logger.error("failed", error: Unlucky())
    #expect(lines.all.first?.contains("error.message=no\\u{a}luck") == true)
}

/// A pipe that nobody reads.
private final class Pipe {
    let (reader, writer): (CInt, CInt)

    init() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reader, writer) = (ends[0], ends[1])
        _ = fcntl(reader, F_SETFL, O_NONBLOCK)
    }

    func read() -> String {
        var (text, bytes) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 17))
        while case let count = Foundation.read(reader, &bytes, bytes.count), count > 0 { text += bytes[..<count] }
        return String(decoding: text, as: UTF8.self)
    }

    deinit {
        close(reader)
        close(writer)
    }
}

@Test("lines that nobody reads are lost and counted, and hold nothing up")
func losesLines() throws {
    let pipe = try Pipe()
    let log = LineLog(pipe.writer, patience: .seconds(1))
    let line = String(repeating: "x", count: 999)
    // Twice as many as the pipe holds; only the first that is lost is waited for.
    let start = ContinuousClock.now
    for _ in 0..<130 { log.write(line) }
    // Waiting for each would take a minute.
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(log.hasLost)
    let first = pipe.read().split(separator: "\n", omittingEmptySubsequences: false)
    let whole = first.count { $0 == line[...] }
    #expect(whole > 50 && whole < 130)
    log.write("again")
    let rest = pipe.read()
    #expect(rest.hasSuffix("(lost \(130 - whole) lines that nobody read)\nagain\n"), "\(rest)")
    #expect(rest.hasPrefix("\n") || first.last == "")
}

@Test("what cannot be written at all counts as lost")
func losesEverything() throws {
    let pipe = try Pipe()
    let log = LineLog(pipe.reader)
    log.write("x")
    #expect(log.hasLost)
}
