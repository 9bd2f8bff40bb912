/// Runs work with a time limit.
///
/// When the time is up or the task is cancelled, the work is cancelled and awaited, and its result is dropped.
///
/// - Parameters:
///   - timedOut: thrown when the time is up.
///   - cancelled: thrown when the task is cancelled before the work ended.
package func withTimeout<Value: Sendable, Failure: Error>(
    _ limit: Duration, timedOut: Failure, cancelled: Failure,
    _ work: @escaping @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    try await withTaskGroup(of: Result<Value, Failure>.self) { group in
        group.addTask {
            do throws(Failure) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        group.addTask {
            do {
                try await Task.sleep(for: limit)
                return .failure(timedOut)
            } catch {
                return .failure(cancelled)
            }
        }
        let first = await group.next() ?? .failure(cancelled)
        group.cancelAll()
        return first
    }.get()
}
