import AWSWire
import Foundation

extension WireResponse {
    /// How long the service wants no further attempt; nil if it does not say.
    ///
    /// `x-amz-retry-after` counts milliseconds, `Retry-After` seconds, or gives an HTTP date (`Tue, 22 Sep 2026
    /// 10:15:00 GMT`). Negative values and past dates count as zero; the maximum is a day.
    func retryAfter(at now: Date) -> Duration? {
        if let text = headers["x-amz-retry-after"], let milliseconds = Int(text) {
            return .milliseconds(min(max(milliseconds, 0), 86_400_000))
        }
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = Int(text) { return .seconds(min(max(seconds, 0), 86400)) }
        guard let date = SigV4.timestamp(httpDate: text).flatMap({ SigV4.date(timestamp: $0) }) else { return nil }
        return .seconds(min(max(date.timeIntervalSince(now), 0), 86400))
    }
}
