import Synchronization

/// The services that had no deployment in flight when these were last listed, each as described just before.
///
/// Starting, rolling back or ending a deployment changes what DescribeServices returns: another deployment with another
/// id and other dates. A service with exactly the description that it had before its list of deployments in flight was
/// empty therefore has none in flight now, and need not be listed again. If a description lags behind, so does the
/// reading of the service itself, and the list would not help: its target and rollback target are then what the service
/// is about to use and what it is known to use.
///
/// Every reading replaces the content, so that it never grows beyond the current services. It is kept only in this
/// process: the first reading lists every service.
final class SettledServiceCache: Sendable {
    private let known = Mutex<[String: DescribedService]>([:])

    /// Whether the service's list of deployments in flight would be empty.
    func contains(_ service: DescribedService) -> Bool {
        // Without deployments the service cannot be told from another of the same name.
        guard let arn = service.serviceArn, service.deployments?.isEmpty == false else { return false }
        return known.withLock { $0[arn] == service }
    }

    /// The number of services.
    var count: Int { known.withLock { $0.count } }

    /// Replaces the content.
    func replace(with services: [DescribedService]) {
        let byName = Dictionary(services.map { ($0.serviceArn ?? "", $0) }) { $1 }
        known.withLock { $0 = byName }
    }
}
