/// Works on all inputs side by side, at most `width` at a time, and gives what came of each, in the inputs' order.
///
/// The first failure cancels what is under way, starts nothing more, and is the failure of all: what is not read whole
/// is no answer. When it is cancelled from outside, the work says so by failing.
func concurrently<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], width: Int = 16,
    _ work: @escaping @Sendable (Input) async throws(ReferenceFailure) -> Output
) async throws(ReferenceFailure) -> [Output] {
    typealias Done = (index: Int, result: Result<Output, ReferenceFailure>)
    let result = await withTaskGroup(of: Done.self) { group -> Result<[Output], ReferenceFailure> in
        var outputs = [Output?](repeating: nil, count: inputs.count)
        var waiting = inputs.enumerated().makeIterator()
        func startNext() {
            guard let (index, input) = waiting.next() else { return }
            group.addTask {
                do throws(ReferenceFailure) {
                    return (index, .success(try await work(input)))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        for _ in 0..<max(width, 1) { startNext() }
        for await done in group {
            switch done.result {
            case .success(let output): outputs[done.index] = output
            case .failure(let failure):
                group.cancelAll()
                return .failure(failure)
            }
            startNext()
        }
        return .success(outputs.compactMap { $0 })
    }
    return try result.get()
}
