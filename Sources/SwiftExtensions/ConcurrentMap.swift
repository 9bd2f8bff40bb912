/// Transforms all inputs concurrently, at most `width` at a time, and returns the outputs in the inputs' order.
///
/// After a failure no further work starts, and what is already running is awaited. The error thrown is that of the
/// first failing input, in the inputs' order, so that the message does not depend on which call returns first.
/// Cancellation propagates to the work, which reports it by throwing.
package func concurrentMap<Input: Sendable, Output: Sendable, Failure: Error>(
    _ inputs: [Input], width: Int = 16,
    _ work: @escaping @Sendable (Input) async throws(Failure) -> Output
) async throws(Failure) -> [Output] {
    typealias Done = (index: Int, result: Result<Output, Failure>)
    let results = await withTaskGroup(of: Done.self) { group in
        var results = [Result<Output, Failure>?](repeating: nil, count: inputs.count)
        var waiting = inputs.enumerated().makeIterator()
        func startNext() {
            guard let (index, input) = waiting.next() else { return }
            group.addTask {
                do throws(Failure) {
                    return (index, .success(try await work(input)))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        for _ in 0..<max(width, 1) { startNext() }
        var hasFailed = false
        for await done in group {
            results[done.index] = done.result
            if case .failure = done.result { hasFailed = true }
            if !hasFailed { startNext() }
        }
        return results
    }
    var outputs: [Output] = []
    for case let result? in results { outputs.append(try result.get()) }
    return outputs
}
