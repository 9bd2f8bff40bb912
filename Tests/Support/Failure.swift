/// The error that work throws; nil if it throws none, or one of another type.
package func failure<Failure: Error>(
    _ type: Failure.Type, of work: () async throws -> some Sendable
) async -> Failure? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? Failure
    }
}
