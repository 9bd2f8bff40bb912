/// Reads again while what a list names cannot be found.
///
/// Something may go away between its list and its description. It counts as gone only when a new list no longer names
/// it: what took its place is then in that list.
///
/// - Parameters:
///   - attempts: the first one included.
///   - read: one reading, from its lists on.
/// - Throws: every failure whose ``ReferenceFailure/isMissing`` is false at once; a missing thing after the last attempt,
///   as a failure that no enclosing reading repeats.
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
