import Foundation
import Model

/// A waiver of the configuration, and what it applies to at present.
package struct WaiverUse: Equatable, Sendable {
    /// The waiver in the configuration.
    package let waiver: OpaqueWaiver
    /// The references that it keeps from holding anything, in order.
    package let references: [Reference]
    /// Whether it is unknown what it applies to, because its source was not read completely.
    package let isUnread: Bool
    /// Whether it is the last part of several resources' names, so that it is unclear which is meant.
    package let isAmbiguous: Bool

    /// A waiver as it applies in a snapshot.
    init(_ waiver: OpaqueWaiver, _ references: [Reference], in coverage: Coverage, isAmbiguous: Bool) {
        self.waiver = waiver
        self.references = references
        self.isAmbiguous = isAmbiguous
        isUnread = !coverage.isFullyRead(waiver.source)
    }
}

extension OpaqueWaiver {
    /// Whether it is a reference's full name, or that of its resource, which covers all uses of it.
    func names(_ reference: Reference) -> Bool {
        concerns(reference) && (reference.name == name || reference.resourceName == name[...])
    }

    /// Whether it is the end of a resource's name.
    func abbreviates(_ reference: Reference) -> Bool { concerns(reference) && matches(reference.resourceName) }

    /// Whether it abbreviates the names of several resources that refer to anything, such as rules of two buses: then
    /// it applies to none of them, even if the use of only one is unknown at present.
    func isAmbiguous(among references: [Reference]) -> Bool {
        let ofSource = references.filter { $0.kind.source == source && matches($0.resourceName) }
        return Set(ofSource.map(\.resourceName)).count > 1
    }

    private func concerns(_ reference: Reference) -> Bool {
        guard reference.kind.source == source, case .opaque = reference.target else { return false }
        return true
    }
}

extension Reference {
    /// The name of the resource, without what distinguishes its uses.
    fileprivate var resourceName: Substring { kind.source.resourceName(in: name) }
}

extension Snapshot {
    /// Every waiver in the configuration's order, whether it applies or not.
    package var waivers: [WaiverUse] {
        references.waivers.map { waiver in
            WaiverUse(
                waiver, references.waived(by: waiver), in: coverage,
                isAmbiguous: references.ambiguousWaivers.contains(waiver))
        }
    }
}
