import AWSClient
import AWSWire
import ECSWire
import Foundation

/// A revision of a CodeDeploy application that may be deployed, again or still.
struct CandidateRevision {
    /// What may deploy it: `shop/blue-green d-A1B2C3D4E`.
    let name: String
    let source: Source
    /// Since when.
    let since: Date?

    /// Where its AppSpec is.
    struct Source: Hashable, Sendable {
        let application: String
        let revision: CodeDeployRevision
    }

    /// What a deployment deploys, and what was deployed before it.
    static func all(of deployment: CodeDeployDeployment) -> [CandidateRevision] {
        let name = "\(deployment.application)/\(deployment.group ?? "") \(deployment.id)"
        let revisions = [(name, deployment.revision), ("\(name) (previous revision)", deployment.previous)]
        return revisions.compactMap { name, revision in
            revision.map {
                CandidateRevision(
                    name: name, source: Source(application: deployment.application, revision: $0),
                    since: deployment.created?.date)
            }
        }
    }

    /// What a group is to be at.
    static func all(of group: CodeDeployGroup) -> [CandidateRevision] {
        guard let target = group.target else { return [] }
        let name = "\(group.application)/\(group.name) (target revision)"
        return [
            CandidateRevision(name: name, source: Source(application: group.application, revision: target), since: nil)
        ]
    }
}

extension CodeDeployRevision {
    /// Where it is, in words that stand for what is in it.
    var location: String {
        if let object = s3Location { return "the AppSpec in s3://\(object.bucket ?? "")/\(object.key ?? "")" }
        if let commit = gitHubLocation {
            return "the AppSpec in \(commit.repository ?? "") at \(commit.commitId ?? "") on GitHub"
        }
        return "an AppSpec of the type '\(revisionType ?? "")'"
    }
}
