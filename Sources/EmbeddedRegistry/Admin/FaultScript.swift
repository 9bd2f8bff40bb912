import AWSWire
import Foundation
import SwiftExtensions

/// The faults that are to come, and the random that decides between them. Pure.
struct FaultScript: Sendable {
    private var faults: [Fault]
    private var random: SplitMix64

    /// - Parameter seed: the same one and the same requests give the same faults.
    init(_ faults: [Fault], seed: UInt64) {
        self.faults = faults
        random = SplitMix64(seed: seed)
    }

    /// What befalls the next request: the first fault of the list that is meant for it and that random lets through.
    mutating func fault(for operation: String, _ body: Data) -> Fault.Effect? {
        guard !faults.isEmpty else { return nil }
        var read: [String: JSONValue]?
        func members() -> [String: JSONValue] {
            if let read { return read }
            var members: [String: JSONValue] = [:]
            if case .object(let object)? = try? JSONValue(adminBody: body) { members = object }
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
