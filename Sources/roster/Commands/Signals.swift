import UnixSignals

/// Does the work; SIGTERM and SIGINT cancel its task. Waits for the work to end and returns what it reports.
func untilSignalled<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let task = Task { try await work() }
    let listener = Task {
        for await _ in signals { task.cancel() }
    }
    defer { listener.cancel() }
    return try await task.value
}
