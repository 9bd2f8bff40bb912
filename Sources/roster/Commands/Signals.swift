import UnixSignals

/// Does the work; SIGTERM and SIGINT cancel it, and it ends in its own time: with what it then has to report.
func untilSignalled<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let task = Task { try await work() }
    let listener = Task {
        for await _ in signals { task.cancel() }
    }
    defer { listener.cancel() }
    return try await task.value
}
