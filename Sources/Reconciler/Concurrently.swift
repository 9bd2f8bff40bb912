/// Works on all inputs side by side, at most `width` at a time, and gives what came of each, in the inputs' order.
///
/// After a failure nothing more is started, and what is under way is waited for: the first failure in the inputs' order
/// is that of all, so that the same state gives the same words whichever answer comes first. What was not read whole is
/// no answer. When it is cancelled from outside, the work says so by failing.
package func concurrently<Input: Sendable, Output: Sendable, Failure: Error>(
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
