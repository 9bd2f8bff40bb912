/// How often AWS was called, whatever the outcome; neither retries count nor what it took to get credentials.
package struct CallCount: Equatable, Sendable {
    /// By IAM action: `ecs:ListTasks`.
    package private(set) var byAction: [String: Int]

    /// A count.
    package init(_ byAction: [String: Int] = [:]) { self.byAction = byAction }

    /// All calls together.
    package var total: Int { byAction.values.reduce(0, +) }

    /// Counts one more call.
    package mutating func add(_ action: String) { byAction[action, default: 0] += 1 }

    /// The calls since an earlier count.
    package func since(_ earlier: CallCount) -> CallCount {
        CallCount(byAction.merging(earlier.byAction, uniquingKeysWith: -).filter { $0.value > 0 })
    }
}
