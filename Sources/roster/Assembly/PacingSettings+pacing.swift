import Manifests
import Model
import Reconciler

extension PacingSettings {
    /// What an account's bucket for registrations and deregistrations holds, and what it gains each second
    /// ([request throttling](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html)).
    private static let accountBurst = 20, accountRate = 1.0

    /// The pacing for an account, of which pipelines need half; or for a registry on this machine, which is nobody's.
    ///
    /// - Throws: if an account does not allow such a burst.
    func pacing(ofAccount mayBeAccount: Bool) throws(Failure) -> Pacing {
        guard mayBeAccount else { return Pacing(burst: burst, perSecond: deregistrationsPerSecond) }
        guard burst <= Self.accountBurst else {
            throw Failure(
                """
                \(burstLocation.map { "\($0): " } ?? "")'burst' is \(burst), but an account allows \
                \(Self.accountBurst) at once, which pipelines share: set it to 1 to \(Self.accountBurst)
                """)
        }
        return Pacing(burst: burst, perSecond: deregistrationsPerSecond ?? 0.5)
    }

    /// What is unwise about it for an account; nil if nothing is.
    var warning: String? {
        guard let rate = deregistrationsPerSecond, rate > Self.accountRate else { return nil }
        return """
            spec.pacing.deregistrationsPerSecond is \(rate), but an account allows 1 a second in the long run, which \
            pipelines share: they may be throttled
            """
    }
}
