import Synchronization

/// The services that had no deployment in flight when that was last looked up, each as it was described right before.
///
/// Whoever starts, rolls back or ends a deployment changes what DescribeServices says of the service: another deployment
/// with another id and other dates. A service that is described word for word as it was before its list of deployments
/// in flight came back empty therefore has none in flight now, and need not be listed again. Where a description lags
/// behind, so does what is read of the service itself, and the list would save nothing: its one target and its one
/// roll-back target are then what the service is about to use and what it is known to use.
///
/// Every reading replaces what is kept, so that it never grows beyond the services there are. Kept in this process
/// alone: the first reading lists every service.
final class SettledServiceCache: Sendable {
    private let known = Mutex<[String: DescribedService]>([:])

    /// Whether the list of its deployments in flight would be empty.
    func contains(_ service: DescribedService) -> Bool {
        // Without deployments there is nothing that would tell the service from another of its name.
        guard let arn = service.serviceArn, service.deployments?.isEmpty == false else { return false }
        return known.withLock { $0[arn] == service }
    }

    /// Keeps these, and none of those before.
    func replace(with services: [DescribedService]) {
        let byName = Dictionary(services.map { ($0.serviceArn ?? "", $0) }) { $1 }
        known.withLock { $0 = byName }
    }
}
