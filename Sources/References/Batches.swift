import ECSWire

extension [String] {
    /// The same in order, at most so many at a time.
    func batches(of size: Int) -> [[String]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }

    /// What was asked for must all have been answered: a description that is missing is a reference unseen.
    func requireAll(
        of what: String, in cluster: String, among described: [String]
    ) throws(ReferenceFailure) {
        let missing = Set(self).subtracting(described)
        guard let first = missing.min() else { return }
        throw ReferenceFailure(
            "\(missing.count) of \(count) \(what) of \(cluster) were not described, \(first) among them")
    }
}

extension [ECS.Failure]? {
    /// A failure is something that could not be looked at.
    func requireNone(of what: String, in cluster: String) throws(ReferenceFailure) {
        guard let failures = self, let first = failures.first else { return }
        throw ReferenceFailure(
            "some \(what) of \(cluster) could not be described: \(first.arn ?? "") \(first.reason ?? "")",
            isMissing: failures.allSatisfy { $0.reason == "MISSING" })
    }
}
