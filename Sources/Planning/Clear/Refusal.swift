import Foundation
import Model

/// Why a whole plan is not carried out.
package enum Refusal: Error, Equatable, Sendable {
    /// More removals than `maximumDeregistrations.count`.
    case countExceeded(removals: Int, maximum: Int)
    /// More removals than `maximumDeregistrations.percent` of the managed families' ACTIVE revisions.
    case percentExceeded(removals: Int, active: Int, maximum: Int)
    /// Sources of references that were not read whole.
    case coverageIncomplete([SourceReading])
    /// What was approved is not what would be removed now: these revisions would not be, and why where that is one reason
    /// for all of them; or it is another registry, and there are none.
    case stale([RevisionID], because: StaleReason? = nil)
    /// The references took longer to read than they may be old; or, by a clock that was set back, are not read yet.
    case evidenceTooOld(age: Duration, maximum: Duration, slowest: SlowestReading?)

    /// The word for it in JSON and metrics.
    package var code: String {
        switch self {
        case .countExceeded, .percentExceeded: "cap"
        case .coverageIncomplete: "coverageIncomplete"
        case .stale: "stale"
        case .evidenceTooOld: "evidenceTooOld"
        }
    }

    /// Whether the same plan may be carried out a little later.
    package var isRetryable: Bool {
        switch self {
        case .coverageIncomplete, .evidenceTooOld, .stale: true
        case .countExceeded, .percentExceeded: false
        }
    }

    /// Whether it says why that source was not read whole.
    package func mentions(_ reading: SourceReading) -> Bool {
        if case .coverageIncomplete(let readings) = self { readings.contains(reading) } else { false }
    }

    /// What every removal of the refused plan is withheld for.
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
    /// It is not ACTIVE.
    case notActive
    /// Its manifest declares or only reports it, or there is none.
    case kept
    /// Something holds it.
    case withheld([WithholdReason])
}

extension [Refusal] {
    /// What every removal of the refused plan is withheld for, each reason once.
    package var withholdReasons: [WithholdReason] {
        map(\.withholdReason).reduce(into: []) { reasons, reason in
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }
}
