import Foundation
import Model

/// A waiver of the configuration, and what it waives at present.
package struct WaiverUse: Equatable, Sendable {
    /// What the configuration says.
    package let waiver: OpaqueWaiver
    /// What it keeps from holding anything back, in order.
    package let references: [Reference]
    /// Whether nothing is known of it: its source was not read whole.
    package let isUnread: Bool
    /// Whether it is the last part of more than one thing's name, so that nobody can say which is meant.
    package let isAmbiguous: Bool

    /// A waiver as it stands in a snapshot.
    init(_ waiver: OpaqueWaiver, _ references: [Reference], in coverage: Coverage, isAmbiguous: Bool) {
        self.waiver = waiver
        self.references = references
        self.isAmbiguous = isAmbiguous
        isUnread = !coverage.isFullyRead(waiver.source)
    }
}

extension OpaqueWaiver {
    /// Whether it names a reference whole, or the thing that has it, which covers all uses of that.
    func names(_ reference: Reference) -> Bool {
        concerns(reference) && (reference.name == name || reference.resourceName == name[...])
    }

    /// Whether it is what follows the last `/` or `:` in the name of a thing. A number alone, such as that of a version,
    /// is not.
    func abbreviates(_ reference: Reference) -> Bool {
        concerns(reference) && !name.allSatisfy(\.isNumber)
            && reference.resourceName.split(whereSeparator: { "/:".contains($0) }).last == name[...]
    }

    /// Whether it abbreviates the names of several things, such as rules of two buses: then it means none of them.
    func isAmbiguous(among references: [Reference]) -> Bool {
        Set(references.filter(abbreviates).map(\.resourceName)).count > 1
    }

    private func concerns(_ reference: Reference) -> Bool {
        guard reference.kind.source == source, case .opaque = reference.target else { return false }
        return true
    }
}

extension Reference {
    /// What the thing is called, without what tells its uses apart.
    fileprivate var resourceName: Substring { kind.source.resourceName(in: name) }
}

extension Snapshot {
    /// Every waiver that was handed in, used or not, in its order.
    package var waivers: [WaiverUse] {
        references.waivers.map { waiver in
            WaiverUse(
                waiver, references.waived(by: waiver), in: coverage,
                isAmbiguous: references.ambiguousWaivers.contains(waiver))
        }
    }
}
