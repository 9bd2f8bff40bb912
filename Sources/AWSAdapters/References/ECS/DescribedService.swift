import AWSWire
import ECSWire
import Foundation
import Model

/// The members of a service that are read: all that say what it uses, and all that change when one of its deployments
/// starts, progresses or ends. If two are equal, no deployment of the service has changed in between.
struct DescribedService: Decodable, Equatable, Sendable {
    let serviceArn: String?
    let clusterArn: String?
    let status: String?
    let createdAt: Timestamp?
    let taskDefinition: String?
    let deployments: [Deployment]?
    let taskSets: [Deployment]?
    let deploymentController: Controller?
    let currentServiceDeployment: String?
    let currentServiceRevisions: [Revision]?

    /// A deployment, or a task set, which has no `rolloutState`.
    struct Deployment: Decodable, Equatable {
        let id: String?
        let status: String?
        let taskDefinition: String?
        let rolloutState: String?
        let createdAt: Timestamp?
        let updatedAt: Timestamp?
    }

    struct Controller: Decodable, Equatable {
        let type: String?
    }

    struct Revision: Decodable, Equatable {
        let arn: String?
    }

    /// Whether its task sets, not the service itself, determine what runs.
    var isControlledElsewhere: Bool {
        ["EXTERNAL", "CODE_DEPLOY"].contains(deploymentController?.type)
    }

    /// Whether ECS has service deployments for it. An INACTIVE service is gone for good.
    var mayHaveServiceDeployments: Bool { !isControlledElsewhere && status != "INACTIVE" }

    /// Its newest deployment.
    private var primary: Deployment? { deployments?.first { $0.status == "PRIMARY" } }

    /// Whether its newest deployment succeeded: ECS rolls back to an earlier one only while it is in progress or after
    /// it failed.
    var hasCompletedRollout: Bool { primary?.rolloutState == "COMPLETED" }

    /// Whether an unlisted last successful deployment may exist but be too old for the lists: the newest has not
    /// succeeded, and the service may be older than the lists reach. Behind a Classic Load Balancer a deployment has no
    /// `rolloutState`, and is never rolled back.
    func mayHaveSucceeded(before listed: Date) -> Bool {
        guard let state = primary?.rolloutState, state != "COMPLETED" else { return false }
        return createdAt.map { $0.date < listed } ?? true
    }

    /// The families that it and its deployments name, as far as they can be read.
    var families: Set<Family> {
        let named = [taskDefinition] + ((deployments ?? []) + (taskSets ?? [])).map(\.taskDefinition)
        return Set(named.compactMap { $0.flatMap(TaskDefinitionName.init)?.family })
    }

    /// Since when it uses its `taskDefinition`, which came with its PRIMARY deployment.
    var usesSince: Date? { primary?.createdAt?.date }
}

/// The members of a DescribeServices response that are read.
struct DescribedServices: Decodable {
    let services: [DescribedService]?
    let failures: [ECS.Failure]?
}
