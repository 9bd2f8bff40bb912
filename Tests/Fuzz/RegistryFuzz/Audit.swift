/// Reads everything in a Region, and checks it against the ledger and for consistency.
struct Audit {
    /// Calls an operation that must succeed.
    let call: (_ operation: String, _ input: Value) async throws(Finding) -> Value
    /// What the registry has acknowledged.
    let ledger: Ledger
    /// How many revisions are described one by one.
    let described: Int

    func run(_ dice: inout Dice) async throws(Finding) {
        let listed = try await checkRevisions(&dice)
        for arn in listed.shuffled(using: &dice).prefix(described) {
            let response = try await call(
                "DescribeTaskDefinition", .object([.init(key: "taskDefinition", value: .text(arn))]))
            guard response["taskDefinition"]?["taskDefinitionArn"]?.string == arn else {
                throw Finding("Describe of a listed revision gives another one", detail: arn)
            }
        }
        for cluster in try await list("ListClusters", "clusterArns", [:], 7) {
            try await checkServices(in: cluster)
            try await checkTasks(in: cluster)
        }
    }

    /// Checks that the three lists contain what was acknowledged, each entry once and in one list. Returns all entries.
    private func checkRevisions(_ dice: inout Dice) async throws(Finding) -> [String] {
        var all: [String] = []
        for status in [Ledger.Status.active, .inactive, .deleting] {
            let listed = try await list(
                "ListTaskDefinitions", "taskDefinitionArns", ["status": status.rawValue], dice.pick([13, 100]))
            let names = listed.map { $0.split(separator: "/").last.map(String.init) ?? "" }
            let expected = ledger.names(status)
            // Deletions complete by themselves.
            guard Set(names).count == names.count,
                status == .deleting ? expected.isSuperset(of: names) : expected == Set(names)
            else {
                throw Finding(
                    "the list of \(status.rawValue) is not what was acknowledged",
                    detail: "\(expected.symmetricDifference(names).sorted().prefix(5))")
            }
            all += listed
        }
        let families = try await list("ListTaskDefinitionFamilies", "families", [:], 3)
        guard Set(families).isSubset(of: ledger.families.keys), families == families.sorted() else {
            throw Finding("the list of families has one that is not", detail: "\(families)")
        }
        return all
    }

    private func checkServices(in cluster: String) async throws(Finding) {
        let arns = try await list("ListServices", "serviceArns", ["cluster": cluster], 10)
        for batch in batches(of: 10, arns) {
            let response = try await describe("DescribeServices", "services", batch, in: cluster)
            for service in response {
                let users = [service] + (service["deployments"]?.items ?? []) + (service["taskSets"]?.items ?? [])
                for arn in users.compactMap({ $0["taskDefinition"]?.string }) {
                    try await checkExists(arn, "a service")
                }
            }
        }
    }

    private func checkTasks(in cluster: String) async throws(Finding) {
        for status in ["RUNNING", "STOPPED"] {
            let arns = try await list("ListTasks", "taskArns", ["cluster": cluster, "desiredStatus": status], 100)
            var used: Set<String> = []
            for batch in batches(of: 100, arns) {
                for task in try await describe("DescribeTasks", "tasks", batch, in: cluster)
                where task["lastStatus"]?.string != "STOPPED" {
                    used.insert(task["taskDefinitionArn"]?.string ?? "")
                }
            }
            for arn in used.sorted() { try await checkExists(arn, "a task") }
        }
    }

    /// Describes resources by name; all of them must exist.
    private func describe(
        _ operation: String, _ member: String, _ names: [String], in cluster: String
    ) async throws(Finding) -> [Value] {
        let input = [
            Value.Member(key: "cluster", value: .text(cluster)),
            Value.Member(key: member, value: .list(names.map { .text($0) })),
        ]
        let response = try await call(operation, .object(input))
        guard response[member]?.items.count == names.count else {
            throw Finding("\(operation) does not find what was listed", detail: "\(names)")
        }
        return response[member]?.items ?? []
    }

    private func checkExists(_ arn: String, _ user: String) async throws(Finding) {
        guard ledger.status(of: arn) != nil else {
            throw Finding("\(user) refers to a revision that never was", detail: arn)
        }
        _ = try await call("DescribeTaskDefinition", .object([.init(key: "taskDefinition", value: .text(arn))]))
    }

    private func list(
        _ operation: String, _ member: String, _ filters: [String: String], _ size: Int
    ) async throws(Finding) -> [String] {
        var names: [String] = []
        var token: Value?
        repeat {
            var input = filters.sorted { $0.key < $1.key }.map { Value.Member(key: $0, value: .text($1)) }
            input.append(.init(key: "maxResults", value: .raw("\(size)")))
            if let token { input.append(.init(key: "nextToken", value: token)) }
            let page = try await call(operation, .object(input))
            let items = page[member]?.items.compactMap(\.string) ?? []
            token = page["nextToken"]
            guard token == nil || !items.isEmpty else { throw Finding("an empty page of \(operation) goes on") }
            names += items
        } while token != nil
        return names
    }

    private func batches(of size: Int, _ items: [String]) -> [[String]] {
        stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
    }
}
