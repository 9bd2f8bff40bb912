import ECSWire
import Model

extension [String] {
    /// The elements in order, in batches of at most this size.
    func batches(of size: Int) -> [[String]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension [ECS.Failure]? {
    /// Requires that nothing failed but for what cannot be found: behind any other failure there may be an unseen
    /// reference.
    ///
    /// - Parameter what: what was described, for messages: `tasks of main`.
    func requireOnlyMissing(of what: String) throws(ReferenceFailure) {
        guard let other = self?.first(where: { $0.reason != "MISSING" }) else { return }
        throw ReferenceFailure("some \(what) could not be described: \(other.arn ?? "") \(other.reason ?? "")")
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
