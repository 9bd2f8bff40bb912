/// The number of calls to AWS, whatever their outcome. Retries and the calls that obtain credentials do not count.
package struct CallCount: Equatable, Sendable {
    /// By IAM action, such as `ecs:ListTasks`.
    package private(set) var byAction: [String: Int]

    package init(_ byAction: [String: Int] = [:]) { self.byAction = byAction }

    /// The sum over all actions.
    package var total: Int { byAction.values.reduce(0, +) }

    /// Counts one more call.
    package mutating func add(_ action: String) { byAction[action, default: 0] += 1 }

    /// The calls made since an earlier count.
    package func since(_ earlier: CallCount) -> CallCount {
        CallCount(byAction.merging(earlier.byAction, uniquingKeysWith: -).filter { $0.value > 0 })
    }
}
