import Foundation
import Model
import Planning
import SwiftExtensions

// JSON for programs. Keys are sorted and lists are in order, so that equal states give equal bytes; that is also why a
// plan has no time.

/// `plan --format json`.
package struct PlanDocument: Encodable {
    /// Rises when a reader of the older form would misread the newer one.
    let formatVersion = 1
    let registry: RegistryDocument?
    let coverage: [ReadingDocument]
    let waivers: [WaiverDocument]
    let removals: [RemovalDocument]
    let withheld: [WithheldDocument]
    let reported: ReportedDocument
    let drift: [DriftDocument]
    let refusals: [RefusalDocument]
    /// The number of removals that are left to later runs.
    let left: Int
    /// The number of removals that the approved plan does not have; absent without one.
    let unapproved: Int?
    let calls: CallsDocument?

    /// A plan, and why it would be refused.
    ///
    /// - Parameter calls: what it took to make the plan, if that depends on the state only.
    package init(_ plan: Plan, refusals: [Refusal], calls: CallCount? = nil) {
        self.calls = calls.map(CallsDocument.init)
        registry = plan.scope.map(RegistryDocument.init)
        coverage = plan.coverage.readings.map { ReadingDocument($0, withTime: false) }
        waivers = plan.waivers.map(WaiverDocument.init)
        removals = plan.removals.map(RemovalDocument.init)
        left = plan.left
        unapproved = plan.unapproved
        withheld = plan.withheld.map(WithheldDocument.init)
        reported = ReportedDocument(plan.reported)
        drift = plan.drift.map(DriftDocument.init)
        self.refusals = refusals.map(RefusalDocument.init)
    }
}

/// `drift --format json`.
package struct DriftReportDocument: Encodable {
    let formatVersion = 1
    let registry: RegistryDocument?
    let coverage: [ReadingDocument]
    let waivers: [WaiverDocument]
    let drift: [DriftDocument]
    let calls: CallsDocument?

    /// A plan's drift.
    ///
    /// - Parameter calls: what it took to find it.
    package init(_ plan: Plan, calls: CallCount? = nil) {
        self.calls = calls.map(CallsDocument.init)
        registry = plan.scope.map(RegistryDocument.init)
        coverage = plan.coverage.readings.map { ReadingDocument($0, withTime: false) }
        waivers = plan.waivers.map(WaiverDocument.init)
        drift = plan.drift.map(DriftDocument.init)
    }
}

/// `apply --format json`.
package struct ReportDocument: Encodable {
    let formatVersion = 1
    let plan: PlanDocument
    let outcomes: [OutcomeDocument]
    /// The drift after the run; the plan has the drift before it.
    let drift: [DriftDocument]
    let refusals: [RefusalDocument]
    /// The last check of what was removed.
    let watch: WatchDocument?
    /// What was removed and not checked since.
    let unwatched: WatchDocument?
    let calls: CallsDocument?

    /// What became of a plan.
    ///
    /// - Parameter calls: what the whole run took.
    package init(_ report: Report, calls: CallCount? = nil) {
        watch = report.watch.map(WatchDocument.init)
        unwatched = WatchDocument(report.unwatched)
        self.calls = calls.map(CallsDocument.init)
        plan = PlanDocument(report.plan, refusals: report.refusals)
        outcomes = report.outcomes.map(OutcomeDocument.init)
        drift = report.drift.map(DriftDocument.init)
        refusals = report.refusals.map(RefusalDocument.init)
    }
}

extension Encodable {
    /// Sorted keys, two spaces, a newline at the end. What a terminal could act on is escaped, so that the text can be
    /// printed as it is.
    package func jsonText() throws(EncodingError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self).withoutUnprintable + "\n"
        } catch let error as EncodingError {
            throw error
        } catch {
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "\(error)"))
        }
    }
}

extension String {
    /// JSON with `\uXXXX` for what is not printable. The encoder does that for the controls of ASCII alone; the others
    /// stand only within strings, where this changes no value.
    fileprivate var withoutUnprintable: String {
        guard !utf8.allSatisfy({ $0 < 0x7F }) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.value < 0x7F || scalar.isPrintable {
                result.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            }
        }
        return result
    }
}
