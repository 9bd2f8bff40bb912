import AWSWire
import ECSWire

/// The members of a DescribeServiceDeployments response that are read.
struct DescribedServiceDeployments: Decodable {
    let serviceDeployments: [DescribedServiceDeployment]?
    let failures: [ECS.Failure]?
}

/// The members of a service deployment that are read.
struct DescribedServiceDeployment: Decodable {
    let serviceDeploymentArn: String?
    let createdAt: Timestamp?
    let sourceServiceRevisions: [Named]?
    let targetServiceRevision: Named?
    let rollback: Rollback?

    struct Named: Decodable {
        let arn: String?
    }

    struct Rollback: Decodable {
        let serviceRevisionArn: String?
    }

    /// The ARNs of all service revisions that it refers to. The first deployment of a service has no source, and one
    /// that is not rolled back has no rollback target.
    func revisions() throws(ReferenceFailure) -> [String] {
        let named = [targetServiceRevision?.arn] + (sourceServiceRevisions ?? []).map(\.arn)
        guard !named.contains(nil) else {
            throw ReferenceFailure(
                "service deployment \(serviceDeploymentArn ?? "") lacks its target or a source service revision")
        }
        return named.compactMap { $0 } + (rollback?.serviceRevisionArn.map { [$0] } ?? [])
    }
}

/// The members of a DescribeServiceRevisions response that are read.
struct DescribedServiceRevisions: Decodable {
    let serviceRevisions: [Revision]?
    let failures: [ECS.Failure]?

    struct Revision: Decodable {
        let serviceRevisionArn: String?
        let taskDefinition: String?
    }
}
