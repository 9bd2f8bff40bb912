import Foundation

/// A point in time in AWS JSON: seconds since 1970 as a number, with milliseconds.
package struct Timestamp: Codable, Hashable, Sendable {
    /// The point in time, in whole milliseconds.
    package let date: Date

    /// Rounds to a millisecond, so that an encoded value decodes as equal.
    package init(_ date: Date) {
        self.date = Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000)
    }

    /// Takes milliseconds since 1970, as databases store them.
    package init(milliseconds: Int64) {
        date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// Since 1970.
    package var milliseconds: Int64 { Int64((date.timeIntervalSince1970 * 1000).rounded()) }

    package init(from decoder: any Decoder) throws {
        let seconds = try decoder.singleValueContainer().decode(Double.self)
        guard Int64(exactly: (seconds * 1000).rounded()) != nil else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "has a time that does not fit"))
        }
        self.init(Date(timeIntervalSince1970: seconds))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(date.timeIntervalSince1970)
    }
}

extension Timestamp: Comparable {
    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.date < right.date }
}
