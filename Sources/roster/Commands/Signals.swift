import ArgumentParser
import Foundation
import UnixSignals

/// The signals that end a command in good order: SIGTERM, SIGINT, and SIGHUP, which comes when the terminal is closed,
/// unless the program was started to ignore it, as by `nohup`.
let endingSignals: [UnixSignal] = {
    let handler = signal(SIGHUP, SIG_IGN)
    signal(SIGHUP, handler)
    let isIgnored = unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    return [.sigterm, .sigint] + (isIgnored ? [] : [.sighup])
}()

/// Does the work; ``endingSignals`` cancel its task. Waits for the work to end and returns what it reports.
func untilSignalled<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: endingSignals)
    let task = Task { try await work() }
    let listener = Task {
        for await _ in signals { task.cancel() }
    }
    defer { listener.cancel() }
    return try await task.value
}

/// Waits for work that blocks and cannot be cancelled, such as reading an answer; one of ``endingSignals`` exits.
func exitingIfSignalled<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    let signals = await UnixSignalsSequence(trapping: endingSignals)
    let listener = Task {
        for await _ in signals { Foundation.exit(ExitCode.error.rawValue) }
    }
    defer { listener.cancel() }
    return await withCheckedContinuation { continuation in
        // Not on a thread of tasks: there may be no other for the listener.
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}
