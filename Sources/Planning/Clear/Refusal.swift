import Foundation
import Model

/// Why a whole plan is not carried out.
package enum Refusal: Error, Equatable, Sendable {
    /// More removals than `maximumDeregistrations.count`.
    case countExceeded(removals: Int, maximum: Int)
    /// More removals than `maximumDeregistrations.percent` of the managed families' ACTIVE revisions.
    case percentExceeded(removals: Int, active: Int, maximum: Int)
    /// Sources of references that were not read completely.
    case coverageIncomplete([SourceReading])
    /// The approval no longer matches what would be removed now: these revisions would not be, with the reason if all
    /// share one. Empty if the approval is for another registry.
    case stale([RevisionID], because: StaleReason? = nil)
    /// The references took longer to read than they may be old. Carries the source that used most of its maximum age.
    case evidenceTooOld(SlowEvidence?)

    /// The code in JSON and metrics.
    package var code: String {
        switch self {
        case .countExceeded, .percentExceeded: "cap"
        case .coverageIncomplete: "coverageIncomplete"
        case .stale: "stale"
        case .evidenceTooOld: "evidenceTooOld"
        }
    }

    /// Whether the same plan may pass a little later.
    package var isRetryable: Bool {
        switch self {
        case .coverageIncomplete, .evidenceTooOld, .stale: true
        case .countExceeded, .percentExceeded: false
        }
    }

    /// Whether it already says why that source was not read completely.
    package func mentions(_ reading: SourceReading) -> Bool {
        if case .coverageIncomplete(let readings) = self { readings.contains(reading) } else { false }
    }

    /// The reason for which every removal of the refused plan is withheld.
    fileprivate var withholdReason: WithholdReason {
        switch self {
        case .countExceeded, .percentExceeded: .cap
        case .coverageIncomplete(let readings): .coverageIncomplete(readings)
        case .stale: .approvalStale
        case .evidenceTooOld: .evidenceTooOld
        }
    }
}

/// Why a revision that was approved for removal would not be removed now.
package enum StaleReason: Equatable, Sendable {
    /// It is no longer ACTIVE.
    case notActive
    /// Its manifest declares it, or only reports it, or there is no manifest.
    case kept
    /// Something holds it.
    case withheld([WithholdReason])
}

extension [Refusal] {
    /// The reasons for which every removal of the refused plan is withheld, each once.
    package var withholdReasons: [WithholdReason] {
        map(\.withholdReason).reduce(into: []) { reasons, reason in
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }
}
