import AWSWire
import Foundation
import SwiftExtensions

/// The remaining faults and the random generator that picks among them. Pure.
struct FaultScript: Sendable {
    private var faults: [Fault]
    private var random: SplitMix64

    /// - Parameter seed: the same seed and requests give the same faults.
    init(_ faults: [Fault], seed: UInt64) {
        self.faults = faults
        random = SplitMix64(seed: seed)
    }

    /// The effect on the next request: that of the first fault in the list that matches and that its share lets apply.
    mutating func fault(for operation: String, _ body: Data) -> Fault.Effect? {
        guard !faults.isEmpty else { return nil }
        var read: [String: JSONValue]?
        func members() -> [String: JSONValue] {
            if let read { return read }
            let members = (try? JSONValue(adminBody: body))?.membersByName ?? [:]
            read = members
            return members
        }
        for index in faults.indices where faults[index].matches(operation, members) {
            guard Double.random(in: 0..<1, using: &random) < faults[index].share else { continue }
            if let remaining = faults[index].remaining { faults[index].remaining = remaining - 1 }
            return faults[index].effect
        }
        return nil
    }
}
