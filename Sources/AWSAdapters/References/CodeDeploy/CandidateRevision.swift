import AWSClient
import AWSWire
import ECSWire
import Foundation

/// A revision of a CodeDeploy application that may still be deployed, or deployed again.
struct CandidateRevision: Sendable {
    /// The deployment or group that may deploy it: `shop/blue-green d-A1B2C3D4E`.
    let name: String
    let source: Source
    /// When the deployment was created.
    let since: Date?

    /// Where its AppSpec is.
    struct Source: Hashable, Sendable {
        let application: String
        let revision: CodeDeployRevision
    }

    /// What a deployment is called.
    static func name(of deployment: CodeDeployDeployment) -> String {
        "\(deployment.application)/\(deployment.group ?? "") \(deployment.id)"
    }

    /// A deployment's revision and the one before it.
    static func all(of deployment: CodeDeployDeployment) -> [CandidateRevision] {
        let name = name(of: deployment)
        let revisions = [(name, deployment.revision), ("\(name) (previous revision)", deployment.previous)]
        return revisions.compactMap { name, revision in
            revision.map {
                CandidateRevision(
                    name: name, source: Source(application: deployment.application, revision: $0),
                    since: deployment.created?.date)
            }
        }
    }

    /// A group's target revision.
    static func all(of group: CodeDeployGroup) -> [CandidateRevision] {
        guard let target = group.target else { return [] }
        let name = "\(group.application)/\(group.name) (target revision)"
        return [
            CandidateRevision(name: name, source: Source(application: group.application, revision: target), since: nil)
        ]
    }
}

extension CodeDeployRevision {
    /// Its location, in words that replace its unknown content.
    var location: String {
        if let object = s3Location { return "the AppSpec in s3://\(object.bucket ?? "")/\(object.key ?? "")" }
        if let commit = gitHubLocation {
            return "the AppSpec in \(commit.repository ?? "") at \(commit.commitId ?? "") on GitHub"
        }
        return "an AppSpec of the type '\(revisionType ?? "")'"
    }
}
