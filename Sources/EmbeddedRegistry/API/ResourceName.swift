import ECSWire
import Model

/// A reference to a cluster, service or task in a request.
struct ResourceName: Equatable, Sendable {
    /// The cluster in the ARN; nil if it has none.
    let cluster: String?
    /// The name or ID.
    let name: String

    /// Parses a plain name or an ARN, with or without a cluster. Returns nil for an ARN of another type, account or
    /// Region.
    /// - Parameter type: as in the ARN: `cluster`, `service`, `task`.
    init?(_ text: String, type: String, in scope: RegistryScope) {
        guard text.utf8.starts(with: "arn:".utf8) else {
            (cluster, name) = (nil, text)
            return
        }
        let prefix = scope.arn(type + "/")
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: (cluster, name) = (nil, String(parts[0]))
        case 2 where type != "cluster": (cluster, name) = (String(parts[0]), String(parts[1]))
        default: return nil
        }
    }

    /// The name, unless the ARN names a different cluster.
    func name(within cluster: StoredCluster) -> String? {
        self.cluster == nil || self.cluster == cluster.name ? name : nil
    }
}

extension RegistryScope {
    /// The ARN of an ECS resource in this account and Region, such as `cluster/web`.
    func arn(_ resource: String) -> String {
        "arn:\(partition):ecs:\(region):\(account):\(resource)"
    }

    /// The account's root user, reported as the creator of everything: the registry has no IAM identities.
    var rootARN: String { "arn:\(partition):iam::\(account):root" }
}

extension ECS.Failure {
    /// A MISSING failure. A reference that is not an ARN is turned into one.
    static func missing(_ reference: String, _ resource: String, _ scope: RegistryScope) -> ECS.Failure {
        ECS.Failure {
            $0.arn = reference.hasPrefix("arn:") ? reference : scope.arn(resource + reference)
            $0.reason = "MISSING"
        }
    }
}
