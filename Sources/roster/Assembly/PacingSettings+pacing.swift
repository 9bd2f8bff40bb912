import ECSWire
import Manifests
import Model
import Reconciler

extension PacingSettings {
    /// An account's bucket for registrations and deregistrations.
    private static let account = RateGroup.taskDefinitionModify.quota

    /// The pacing for an account, of which pipelines need half; or for a registry on this machine, which is nobody's.
    ///
    /// - Throws: if an account does not allow such a burst.
    func pacing(ofAccount mayBeAccount: Bool) throws(Failure) -> Pacing {
        guard mayBeAccount else { return Pacing(burst: burst, perSecond: deregistrationsPerSecond) }
        guard burst <= Self.account.burst else {
            throw Failure(
                """
                \(burstLocation.map { "\($0): " } ?? "")'burst' is \(burst), but an account allows \
                \(Self.account.burst) at once, which pipelines share: set it to 1 to \(Self.account.burst)
                """)
        }
        return Pacing(burst: burst, perSecond: deregistrationsPerSecond ?? 0.5)
    }

    /// What is unwise about it for an account; nil if nothing is.
    var warning: String? {
        guard let rate = deregistrationsPerSecond, rate > Double(Self.account.perSecond) else { return nil }
        return """
            spec.pacing.deregistrationsPerSecond is \(rate), but an account allows 1 a second in the long run, which \
            pipelines share: they may be throttled
            """
    }
}
