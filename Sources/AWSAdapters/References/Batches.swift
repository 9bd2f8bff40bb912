import ECSWire
import Model

extension [String] {
    /// The same in order, at most so many at a time.
    func batches(of size: Int) -> [[String]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }

    /// What was asked for must all have been answered: a description that is missing is a reference unseen.
    ///
    /// - Parameter what: what was asked about, as in `tasks of main`.
    func requireAll(of what: String, among described: [String?]) throws(ReferenceFailure) {
        let missing = Set(self).subtracting(described.compactMap { $0 })
        guard let first = missing.min() else { return }
        throw ReferenceFailure("\(missing.count) of \(count) \(what) were not described, including \(first)")
    }
}

extension [ECS.Failure]? {
    /// A failure is something that could not be looked at.
    ///
    /// - Parameter what: what was asked about, as in `tasks of main`.
    func requireNone(of what: String) throws(ReferenceFailure) {
        guard let failures = self, let first = failures.first else { return }
        throw ReferenceFailure(
            "some \(what) could not be described: \(first.arn ?? "") \(first.reason ?? "")",
            isMissing: failures.allSatisfy { $0.reason == "MISSING" })
    }
}

extension TaskDefinitionName {
    /// What an answer names; a name that cannot be read is a reference unseen.
    ///
    /// - Parameter owner: what refers to it, in words.
    init(read text: String?, of owner: String) throws(ReferenceFailure) {
        guard let text, let name = TaskDefinitionName(text) else {
            throw ReferenceFailure("\(owner) names a task definition that cannot be read: '\((text ?? "").expression)'")
        }
        self = name
    }
}
