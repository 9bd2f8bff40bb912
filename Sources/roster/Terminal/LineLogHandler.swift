import Foundation
import Logging
import SwiftExtensions

/// Logs on one line a record, in the format of swift-log's own handler; whatever a record contains, it makes neither
/// another line nor another key.
struct LineLogHandler: LogHandler {
    private let label: String
    private let write: @Sendable (String) -> Void

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// - Parameter write: takes a line without its end.
    init(
        _ label: String, level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = { LineLog.standardError.write($0) }
    ) {
        self.label = label
        self.write = write
        logLevel = level
    }

    /// A logger to standard error.
    static func logger(_ label: String, level: Logger.Level) -> Logger {
        Logger(label: label) { LineLogHandler($0, level: level) }
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error {
            all["error.message"] = "\(error)"
            all["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        let pairs = all.sorted { $0.key < $1.key }.map { " \(printed($0.key))=\(value("\($0.value)"))" }.joined()
        write(
            "\(timestamp()) \(event.level) \(label):\(pairs) [\(printed(event.source))] \(printed("\(event.message)"))")
    }

    private func printed(_ text: String) -> String { text.shortened(to: .line).sanitized }

    /// In quotes if it could be taken for more than one value.
    private func value(_ text: String) -> String {
        let text = printed(text)
        guard text.contains(where: { "=\"[]".contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\\u{22}"))\""
    }

    /// The local time, to the second.
    private func timestamp() -> String {
        var (now, parts, buffer) = (time(nil), tm(), [CChar](repeating: 0, count: 64))
        localtime_r(&now, &parts)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
