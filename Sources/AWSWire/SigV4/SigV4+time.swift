import Foundation

extension SigV4 {
    private static let format = Date.ISO8601FormatStyle.iso8601.dateSeparator(.omitted).timeSeparator(.omitted)
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// As `x-amz-date` has it: `20260922T101500Z`. UTC, whole seconds, rounded down.
    package static func timestamp(_ date: Date) -> String {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)).formatted(format)
    }

    /// The time that an `x-amz-date` means; nil for any other form, and for a day that no calendar has.
    package static func date(timestamp text: String) -> Date? {
        guard text.utf8.count == 16, let date = try? format.parse(text), timestamp(date) == text else { return nil }
        return date
    }

    /// The `x-amz-date` that a `Date` header stands for: `Tue, 22 Sep 2026 10:15:00 GMT`, or with `+0000` or `-0000`.
    package static func timestamp(httpDate text: String) -> String? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].utf8.last == UInt8(ascii: ","), ["GMT", "+0000", "-0000"].contains(words[5]),
            let month = months.firstIndex(where: { $0 == words[2] })
        else { return nil }
        let day = words[1].count == 1 ? "0\(words[1])" : String(words[1])
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false).joined()
        let timestamp = "\(words[3])\(month < 9 ? "0" : "")\(month + 1)\(day)T\(time)Z"
        return date(timestamp: timestamp) == nil ? nil : timestamp
    }
}
