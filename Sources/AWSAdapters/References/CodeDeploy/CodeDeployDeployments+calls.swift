import AWSClient
import Planning
import Reconciler
import SwiftExtensions

// The calls, each with what its refusals mean.
extension CodeDeployDeployments {
    private func call<Value>(
        _ problem: String, _ call: () async throws(AWSError) -> Value
    ) async throws(ReferenceFailure) -> Value {
        do {
            return try await call()
        } catch {
            throw ReferenceFailure(problem, error, missing: ["ApplicationDoesNotExistException"])
        }
    }

    /// The IDs of all that have not ended.
    func deploymentsUnderWay() async throws(ReferenceFailure) -> [String] {
        try await call("the deployments under way could not be listed") { () throws(AWSError) in
            try await client.deploymentsUnderWay()
        }
    }

    /// All of them, described.
    func applications() async throws(ReferenceFailure) -> [CodeDeployApplication] {
        let names = try await call("the applications could not be listed") { () throws(AWSError) in
            try await client.applications()
        }
        return try await concurrentMap(names.batches(of: Self.applicationBatch)) { names throws(ReferenceFailure) in
            let applications = try await call("the applications could not be described") { () throws(AWSError) in
                try await client.applications(named: names)
            }
            try names.requireEach(among: applications.map(\.name), "application")
            return applications
        }.flatMap { $0 }
    }

    /// All of an application, described.
    func groups(of application: String) async throws(ReferenceFailure) -> [CodeDeployGroup] {
        let names = try await call("the deployment groups of \(application) could not be listed") {
            () throws(AWSError) in try await client.groups(of: application)
        }
        var groups: [CodeDeployGroup] = []
        for batch in names.batches(of: Self.groupBatch) {
            let described = try await call("the deployment groups of \(application) could not be described") {
                () throws(AWSError) in try await client.groups(named: batch, of: application)
            }
            try batch.requireEach(among: described.map(\.name), "deployment group of \(application)")
            groups += described
        }
        return groups
    }

    /// The deployments of these IDs.
    func describe(_ ids: [String]) async throws(ReferenceFailure) -> [CodeDeployDeployment] {
        try await concurrentMap(ids.batches(of: Self.deploymentBatch)) { ids throws(ReferenceFailure) in
            let described = try await call("the deployments could not be described") { () throws(AWSError) in
                try await client.deployments(ids)
            }
            try ids.requireEach(among: described.map(\.id), "deployment")
            return described
        }.flatMap { $0 }
    }

    /// The text of an AppSpec, which the descriptions leave out.
    func content(of source: RevisionUse.Source) async throws(ReferenceFailure) -> String {
        let problem = "an AppSpec of \(source.application) could not be read"
        let revision = try await call(problem) { () throws(AWSError) in
            try await client.revision(source.revision, of: source.application)
        }
        guard let content = revision.text?.content else {
            throw ReferenceFailure(
                "\(problem): the revision \(source.revision.text?.sha256 ?? "") came without its content")
        }
        return content
    }
}

extension [String] {
    /// What was asked for must all have been answered; or else it is not there any more, or was left out.
    fileprivate func requireEach(among described: [String], _ what: String) throws(ReferenceFailure) {
        guard let missing = Set(self).subtracting(described).min() else { return }
        throw ReferenceFailure("\(what) \(missing) is listed, but was not described", isMissing: true)
    }
}
