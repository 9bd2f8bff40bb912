/// Reads again while what a list names cannot be found.
///
/// A resource may be deleted between its list and its description. It counts as gone only when a new list no longer has
/// it: its replacement is then in that list.
///
/// - Parameters:
///   - attempts: including the first one.
///   - read: one complete reading, including its lists.
/// - Throws: at once if ``ReferenceFailure/isMissing`` is false; otherwise after the last attempt, as a failure that is
///   not missing, so that no enclosing reading repeats it.
func rereadWhileMissing<Value>(
    attempts: Int = 5, isolation: isolated (any Actor)? = #isolation,
    _ read: () async throws(ReferenceFailure) -> Value
) async throws(ReferenceFailure) -> Value {
    var attempt = 1
    while true {
        do {
            return try await read()
        } catch {
            guard error.isMissing else { throw error }
            guard attempt < attempts else {
                throw ReferenceFailure("\(error), \(attempts) times in a row: run it again")
            }
            attempt += 1
        }
    }
}
