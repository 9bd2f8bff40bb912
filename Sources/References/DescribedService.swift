import ECSWire
import Foundation

/// What is read of a service: all that says what it uses, and all that changes when a deployment of it begins, goes on
/// or ends. Two equal ones are of a service to which nothing has happened in between.
struct DescribedService: Decodable, Equatable, Sendable {
    let serviceArn: String?
    let clusterArn: String?
    let status: String?
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

    /// Whether its newest deployment succeeded: only while that is open, or after it failed, does ECS go back to an
    /// earlier one.
    var isSettled: Bool { deployments?.first { $0.status == "PRIMARY" }?.rolloutState == "COMPLETED" }

    /// Since when it uses its `taskDefinition`: its PRIMARY deployment brought that.
    var usesSince: Date? { deployments?.first { $0.status == "PRIMARY" }?.createdAt?.date }
}

/// What is read of a DescribeServices answer.
struct DescribedServices: Decodable {
    let services: [DescribedService]?
    let failures: [ECS.Failure]?
}
