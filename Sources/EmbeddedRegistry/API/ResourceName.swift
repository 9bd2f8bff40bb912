import ECSWire
import Model

/// A cluster, service or task as requests name it.
struct ResourceName: Equatable, Sendable {
    /// The cluster that an ARN names; nil where it names none.
    let cluster: String?
    /// The name or ID.
    let name: String

    /// Reads a plain name or an ARN, with or without a cluster in it; nil for an ARN of something else or elsewhere.
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

    /// The name, if it can be one within that cluster.
    func name(within cluster: StoredCluster) -> String? {
        self.cluster == nil || self.cluster == cluster.name ? name : nil
    }
}

extension RegistryScope {
    /// The ARN of something of ECS in this account and Region: `cluster/web`.
    func arn(_ resource: String) -> String {
        "arn:\(partition):ecs:\(region):\(account):\(resource)"
    }

    /// Who everything is registered by, for as long as signatures are not verified.
    var rootARN: String { "arn:\(partition):iam::\(account):root" }
}

extension ECS.Failure {
    /// An ARN as it was given, or the one that the name would have.
    static func missing(_ reference: String, _ resource: String, _ scope: RegistryScope) -> ECS.Failure {
        ECS.Failure {
            $0.arn = reference.hasPrefix("arn:") ? reference : scope.arn(resource + reference)
            $0.reason = "MISSING"
        }
    }
}
