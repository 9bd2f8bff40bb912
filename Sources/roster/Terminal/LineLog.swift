import Foundation
import SwiftExtensions
import Synchronization

/// Lines for standard error that hold nothing up.
///
/// A line that nobody takes within a second is lost, since neither the controller nor a registry may stop because
/// nobody reads their log, and what cannot be written would fill the memory instead. As soon as lines are taken again,
/// the first says how many were lost.
final class LineLog: Sendable {
    /// The one of the process.
    static let standardError = LineLog(STDERR_FILENO)

    private struct State {
        /// Since the last line that was written.
        var lost = 0
        var lostInAll = 0
        /// Whether a line was cut off.
        var isMidLine = false
    }

    private let descriptor: CInt
    private let patience: Duration
    private let state = Mutex(State())

    init(_ descriptor: CInt, patience: Duration = .seconds(1)) {
        self.descriptor = descriptor
        self.patience = patience
    }

    /// Whether a line was lost, because nobody took it or because it could not be written at all.
    var hasLost: Bool { state.withLock { $0.lostInAll > 0 } }

    /// Writes a line, which must be fit to print.
    ///
    /// - Parameter waits: waits for the reader as long as it takes; half a minute if it has lost lines already.
    func write(_ line: String, waits: Bool = false) {
        state.withLock { state in
            let lost = state.lost > 0 ? "(lost \(state.lost) lines that nobody read)\n" : ""
            let text = (state.isMidLine ? "\n" : "") + lost + line + "\n"
            // While lines are lost, no other waits.
            let patience: Duration? =
                switch (waits, state.lost > 0) {
                case (true, false): nil
                case (true, true): .seconds(30)
                case (false, false): self.patience
                case (false, true): .zero
                }
            let result = Descriptor.write(Array(text.utf8), to: descriptor) { stalled in
                patience.map { stalled >= $0 } ?? false
            }
            if result.error == nil {
                (state.lost, state.isMidLine) = (0, false)
            } else {
                state.lost += 1
                state.lostInAll += 1
                if result.count > 0 { state.isMidLine = true }
            }
        }
    }
}
