import ECSWire
import Model

extension [String] {
    /// The elements in order, in batches of at most this size.
    func batches(of size: Int) -> [[String]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }

    /// Requires a description of each: behind a missing one there may be an unseen reference.
    ///
    /// - Parameter what: what was described, for messages: `tasks of main`.
    func requireAll(of what: String, among described: [String?]) throws(ReferenceFailure) {
        let missing = Set(self).subtracting(described.compactMap { $0 })
        guard let first = missing.min() else { return }
        throw ReferenceFailure("\(missing.count) of \(count) \(what) were not described, including \(first)")
    }
}

extension [ECS.Failure]? {
    /// Requires that there are no failures: behind each there may be an unseen reference.
    ///
    /// - Parameter what: what was described, for messages: `tasks of main`.
    func requireNone(of what: String) throws(ReferenceFailure) {
        guard let failures = self, let first = failures.first else { return }
        throw ReferenceFailure(
            "some \(what) could not be described: \(first.arn ?? "") \(first.reason ?? "")",
            isMissing: failures.allSatisfy { $0.reason == "MISSING" })
    }
}

extension TaskDefinitionName {
    /// Reads a name in a response; behind an unreadable one there may be an unseen reference.
    ///
    /// - Parameter owner: what refers to it, for messages.
    init(read text: String?, of owner: String) throws(ReferenceFailure) {
        guard let text, let name = TaskDefinitionName(text) else {
            throw ReferenceFailure("\(owner) names a task definition that cannot be read: '\((text ?? "").expression)'")
        }
        self = name
    }
}
