import Foundation
import Model
import Planning

// JSON for programs. Keys are sorted and lists are in order, so that the same state gives the same bytes:
// for that reason a plan carries no time of its own.

/// `plan --format json`.
package struct PlanDocument: Encodable {
    /// Rises when a reader of the older form would misread the newer one.
    let formatVersion = 1
    let registry: RegistryDocument?
    let coverage: [ReadingDocument]
    let waivers: [WaiverDocument]
    let removals: [RemovalDocument]
    let withheld: [WithheldDocument]
    let drift: [DriftDocument]
    let refusals: [RefusalDocument]
    let calls: CallsDocument?

    /// The document of a plan and of what stands against it.
    ///
    /// - Parameter calls: what it took to make it, where that depends on nothing but the state.
    package init(_ plan: Plan, refusals: [Refusal], calls: CallCount? = nil) {
        self.calls = calls.map(CallsDocument.init)
        registry = plan.scope.map(RegistryDocument.init)
        coverage = plan.coverage.readings.map { ReadingDocument($0, withTime: false) }
        waivers = plan.waivers.map(WaiverDocument.init)
        removals = plan.removals.map(RemovalDocument.init)
        withheld = plan.withheld.map(WithheldDocument.init)
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

    /// The document of a plan's drift.
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
    /// What drifts afterwards; the plan's is what drifted before.
    let drift: [DriftDocument]
    let refusals: [RefusalDocument]
    /// The last look at what was removed, or what should be looked at.
    let watch: WatchDocument?
    let calls: CallsDocument?

    /// The document of what became of a plan.
    ///
    /// - Parameter calls: what all of it took.
    package init(_ report: Report, calls: CallCount? = nil) {
        watch = report.watch.map(WatchDocument.init) ?? WatchDocument(report.unwatched)
        self.calls = calls.map(CallsDocument.init)
        plan = PlanDocument(report.plan, refusals: report.refusals)
        outcomes = report.outcomes.map(OutcomeDocument.init)
        drift = report.drift.map(DriftDocument.init)
        refusals = report.refusals.map(RefusalDocument.init)
    }
}

extension Encodable {
    /// Sorted keys, two spaces, a newline at the end.
    package func jsonText() throws(EncodingError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        } catch let error as EncodingError {
            throw error
        } catch {
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "\(error)"))
        }
    }
}
