import AWSWire

/// An application, as BatchGetApplications has it.
package struct CodeDeployApplication: Decodable, Sendable {
    /// Within the account and Region.
    package let name: String
    /// `Server`, `Lambda` or `ECS`.
    package let platform: String?

    private enum CodingKeys: String, CodingKey {
        case name = "applicationName"
        case platform = "computePlatform"
    }
}

/// A deployment group, as BatchGetDeploymentGroups has it.
package struct CodeDeployGroup: Decodable, Sendable {
    /// The application that it belongs to.
    package let application: String
    /// Within its application.
    package let name: String
    /// The target revision; nil before the first deployment.
    package let target: CodeDeployRevision?
    private let lastSuccessfulDeployment: Last?
    private let lastAttemptedDeployment: Last?

    /// The IDs of the last successful and the last attempted deployment, if any.
    package var lastDeployments: [String] {
        [lastSuccessfulDeployment, lastAttemptedDeployment].compactMap { $0?.deploymentId }
    }

    private enum CodingKeys: String, CodingKey {
        case application = "applicationName"
        case name = "deploymentGroupName"
        case target = "targetRevision"
        case lastSuccessfulDeployment, lastAttemptedDeployment
    }

    private struct Last: Decodable {
        let deploymentId: String?
    }
}

/// A deployment, as BatchGetDeployments has it.
package struct CodeDeployDeployment: Decodable, Sendable {
    /// Unique in the account: `d-…`.
    package let id: String
    /// The application that it belongs to.
    package let application: String
    /// Unique in the application; nil if the group is gone.
    package let group: String?
    /// `Server`, `Lambda` or `ECS`.
    package let platform: String?
    /// The revision that is deployed.
    package let revision: CodeDeployRevision?
    /// The revision that the group had before.
    package let previous: CodeDeployRevision?
    /// When it was created.
    package let created: Timestamp?
    private let status: String?
    private let rollbackInfo: Rollback?

    /// Whether it has ended and will not change any more.
    package var hasEnded: Bool { ["Succeeded", "Failed", "Stopped"].contains(status) }
    /// The ID of the deployment that rolls this one back.
    package var rollback: String? { rollbackInfo?.rollbackDeploymentId }

    private enum CodingKeys: String, CodingKey {
        case id = "deploymentId"
        case application = "applicationName"
        case group = "deploymentGroupName"
        case platform = "computePlatform"
        case revision
        case previous = "previousRevision"
        case created = "createTime"
        case status, rollbackInfo
    }

    private struct Rollback: Decodable {
        let rollbackDeploymentId: String?
    }
}

/// Where a revision of an application is, and the content of an AppSpec that was passed as text.
package struct CodeDeployRevision: Codable, Hashable, Sendable {
    /// `AppSpecContent`, `String` (its older name), `S3` or `GitHub`.
    package let revisionType: String?
    /// Of `AppSpecContent`.
    package let appSpecContent: Text?
    /// Of `String`.
    package let string: Text?
    /// Of `S3`.
    package let s3Location: Object?
    /// Of `GitHub`.
    package let gitHubLocation: Commit?

    /// The text, of either name.
    package var text: Text? { appSpecContent ?? string }

    /// An AppSpec.
    package struct Text: Codable, Hashable, Sendable {
        /// YAML or JSON; left out of the descriptions of deployments and groups.
        package let content: String?
        /// Of the content.
        package let sha256: String?
    }

    /// A bundle or a document in S3.
    package struct Object: Codable, Hashable, Sendable {
        /// The bucket's name.
        package let bucket: String?
        /// The object's, within the bucket.
        package let key: String?
    }

    /// A commit on GitHub.
    package struct Commit: Codable, Hashable, Sendable {
        /// `owner/name`.
        package let repository: String?
        /// The commit's hash.
        package let commitId: String?
    }
}
