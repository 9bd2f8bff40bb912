import AWSWire
import ECSWire
import Foundation

/// What is read of a service: all that says what it uses, and all that changes when a deployment of it begins, goes on
/// or ends. Two equal ones are of a service to which nothing has happened in between.
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

    /// Whether task sets, not the service itself, say what runs.
    var isControlledElsewhere: Bool {
        ["EXTERNAL", "CODE_DEPLOY"].contains(deploymentController?.type)
    }

    /// Whether ECS keeps service deployments for it. One that is INACTIVE is gone, and stays so.
    var mayHaveServiceDeployments: Bool { !isControlledElsewhere && status != "INACTIVE" }

    /// Its newest deployment.
    private var primary: Deployment? { deployments?.first { $0.status == "PRIMARY" } }

    /// Whether its newest deployment succeeded: only while that is open, or after it failed, does ECS go back to an
    /// earlier one.
    var hasCompletedRollout: Bool { primary?.rolloutState == "COMPLETED" }

    /// Whether a last good deployment that is not listed may be one that was too long ago to be, rather than none: the
    /// newest has not succeeded, and the service may be older than the lists reach. Behind a Classic Load Balancer a
    /// deployment has no `rolloutState`, and none is rolled back.
    func mayHaveSucceeded(before listed: Date) -> Bool {
        guard let state = primary?.rolloutState, state != "COMPLETED" else { return false }
        return createdAt.map { $0.date < listed } ?? true
    }

    /// Since when it uses its `taskDefinition`: its PRIMARY deployment brought that.
    var usesSince: Date? { primary?.createdAt?.date }
}

/// What is read of a DescribeServices answer.
struct DescribedServices: Decodable {
    let services: [DescribedService]?
    let failures: [ECS.Failure]?
}
