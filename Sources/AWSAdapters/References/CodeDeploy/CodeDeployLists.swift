import AWSClient
import Reconciler
import SwiftExtensions

/// The lists of CodeDeploy, with the descriptions of what is on them: applications come and go while they are read.
struct CodeDeployLists: Sendable {
    /// The size of CodeDeploy's pages, which is fixed.
    static let pageSize = 100
    static let applicationBatch = 100
    static let groupBatch = 100
    static let deploymentBatch = 25

    let client: CodeDeployClient
    let time: TimeSource

    /// The groups of every application on ECS, by its name. Those that are known are not read again.
    func groups(
        known: [String: [CodeDeployGroup]]
    ) async throws(ReferenceFailure) -> [String: [CodeDeployGroup]] {
        try await readListed("application", time, known: known, by: { $0 }) { () throws(ReferenceFailure) in
            try await applications()
        } read: { names throws(ReferenceFailure) in
            let batches = try await concurrentMap(names.batches(of: Self.applicationBatch)) {
                names throws(ReferenceFailure) in try await describe(applications: names)
            }
            let applications = batches.flatMap { $0 }
            let groups = try await concurrentMap(applications) { application throws(ReferenceFailure) in
                application.mayDeployToECS ? try await self.groups(of: application.name) : []
            }
            return Dictionary(
                zip(applications, groups).compactMap { application, groups in groups.map { (application.name, $0) } }
            ) { $1 }
        }
    }

    /// The IDs of all deployments that have not ended.
    func deploymentsUnderWay() async throws(ReferenceFailure) -> [String] {
        try await call("the deployments under way could not be listed") { () throws(AWSError) in
            try await client.deploymentsUnderWay()
        }
    }

    /// The names of all applications.
    private func applications() async throws(ReferenceFailure) -> [String] {
        try await call("the applications could not be listed") { () throws(AWSError) in
            try await client.applications()
        }
    }

    /// Describes applications, as far as they exist. If one that does not fails the whole batch, each half is tried.
    private func describe(applications names: [String]) async throws(ReferenceFailure) -> [CodeDeployApplication] {
        do {
            return try await client.applications(named: names)
        } catch let error where error.isOfMissingApplication {
            guard names.count > 1 else { return [] }
            let half = names.count / 2
            return try await describe(applications: Array(names[..<half]))
                + describe(applications: Array(names[half...]))
        } catch {
            throw ReferenceFailure("the applications could not be described", error)
        }
    }

    /// All groups of an application, described; nil if it cannot be found.
    private func groups(of application: String) async throws(ReferenceFailure) -> [CodeDeployGroup]? {
        do throws(ReferenceFailure) {
            return try await existingGroups(of: application)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// - Throws: as missing, if the application cannot be found.
    private func existingGroups(of application: String) async throws(ReferenceFailure) -> [CodeDeployGroup] {
        let found = try await readListed("deployment group of \(application)", time, by: { $0 }) {
            () throws(ReferenceFailure) in
            try await call("the deployment groups of \(application) could not be listed") { () throws(AWSError) in
                try await client.groups(of: application)
            }
        } read: { names throws(ReferenceFailure) in
            var groups: [String: CodeDeployGroup] = [:]
            for batch in names.batches(of: Self.groupBatch) {
                let described = try await call("the deployment groups of \(application) could not be described") {
                    () throws(AWSError) in try await client.groups(named: batch, of: application)
                }
                for group in described { groups[group.name] = group }
            }
            return groups
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// The deployments with these IDs, as far as they exist.
    func deployments(_ ids: [String]) async throws(ReferenceFailure) -> [CodeDeployDeployment] {
        try await concurrentMap(ids.batches(of: Self.deploymentBatch)) { ids throws(ReferenceFailure) in
            try await call("the deployments could not be described") { () throws(AWSError) in
                try await client.deployments(ids)
            }
        }.flatMap { $0 }
    }

    private func call<Value>(
        _ problem: String, _ call: () async throws(AWSError) -> Value
    ) async throws(ReferenceFailure) -> Value {
        do {
            return try await call()
        } catch {
            throw ReferenceFailure(problem, error, missing: ["ApplicationDoesNotExistException"])
        }
    }
}

extension CodeDeployApplication {
    /// Whether it is, or may be, deployed to ECS.
    fileprivate var mayDeployToECS: Bool { CodeDeployLists.mayBeECS(platform) }
}

extension CodeDeployDeployment {
    /// Whether it is, or may be, to ECS.
    var mayDeployToECS: Bool { CodeDeployLists.mayBeECS(platform) }
}

extension CodeDeployLists {
    fileprivate static func mayBeECS(_ platform: String?) -> Bool { platform != "Server" && platform != "Lambda" }
}

extension AWSError {
    /// Whether the application does not exist.
    var isOfMissingApplication: Bool { serviceError?.code == "ApplicationDoesNotExistException" }
}
