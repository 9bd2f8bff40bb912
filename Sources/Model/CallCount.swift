/// How often AWS was called, whatever became of it; neither retries count nor what it took to get credentials.
package struct Calls: Equatable, Sendable {
    /// By IAM action: `ecs:ListTasks`.
    package let byAction: [String: Int]

    /// A count.
    package init(_ byAction: [String: Int] = [:]) { self.byAction = byAction }

    /// All together.
    package var total: Int { byAction.values.reduce(0, +) }

    /// Those since an earlier count.
    package func since(_ earlier: Calls) -> Calls {
        Calls(byAction.merging(earlier.byAction, uniquingKeysWith: -).filter { $0.value > 0 })
    }
}
