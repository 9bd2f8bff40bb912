import Foundation
import Manifests

/// A waiver of the configuration, and what it waives at present.
package struct WaiverUse: Equatable, Sendable {
    /// What the configuration says.
    package let waiver: OpaqueWaiver
    /// What it keeps from holding anything back, in order.
    package let references: [Reference]
    /// Whether nothing is known of it: its source was not read whole.
    package let isUnread: Bool

    /// A waiver as it stands in a snapshot.
    init(_ waiver: OpaqueWaiver, _ references: [Reference], in coverage: Coverage) {
        self.waiver = waiver
        self.references = references
        isUnread = !coverage.isWhole(waiver.source)
    }
}

extension OpaqueWaiver {
    /// Whether it is meant for a reference: by the whole name; by that of the thing, which covers all its uses; or by
    /// what follows the last `/` or `:` in that. Where two things end alike, such as rules of two buses, the last part
    /// means both. A number alone, such as that of a version, means nothing.
    func waives(_ reference: Reference) -> Bool {
        guard reference.kind.source == source, case .opaque = reference.target else { return false }
        let thing = reference.thing
        return reference.name == name || thing == name[...]
            || !name.allSatisfy(\.isNumber) && thing.split(whereSeparator: { "/:".contains($0) }).last == name[...]
    }
}

extension Reference {
    /// What the thing is called, without what tells its uses apart: a state of a machine, a target of a rule, a
    /// deployment of a group.
    fileprivate var thing: Substring {
        switch kind {
        case .codeDeploy:
            // Applications and groups may have spaces in their names.
            let detail = name.range(of: " d-", options: .backwards) ?? name.range(of: " (", options: .backwards)
            return name[..<(detail?.lowerBound ?? name.endIndex)]
        case .service, .deployment, .taskSet, .serviceDeployment, .task, .rule, .schedule, .pipe, .stateMachine:
            return name.prefix { $0 != " " }
        }
    }
}

extension Snapshot {
    /// Every waiver that was handed in, used or not, in its order.
    package var waivers: [WaiverUse] {
        references.waivers.map { WaiverUse($0, references.waived(by: $0), in: coverage) }
    }
}
