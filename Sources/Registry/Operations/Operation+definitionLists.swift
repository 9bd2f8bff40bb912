import ECSWire
import TaskDefinitions

extension Operation {
    /// `familyPrefix` is a whole family name here.
    static func listTaskDefinitions(
        _ input: ECS.ListTaskDefinitions.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListTaskDefinitions.Output {
        try Choice.check(input.status, "status", RevisionStatus.allCases.map(\.rawValue))
        try Choice.check(input.sort, "sort", ["ASC", "DESC"])
        let status = input.status.flatMap(RevisionStatus.init) ?? .active
        let isDescending = input.sort == "DESC"
        let family = input.familyPrefix.flatMap { $0.isEmpty ? nil : $0 }
        let list = PageToken.list(
            ECS.ListTaskDefinitions.name, in: store.scope, family, status.rawValue, isDescending ? "DESC" : "ASC")
        let size = try Page<Store.Entry>.size(input.maxResults)
        let after = try PageToken.read(input.nextToken, list: list, parts: 2).map { token throws(ECSError) in
            guard let number = Int(token.key[1]) else { throw PageToken.invalid }
            return Store.Entry(family: token.key[0], number: number)
        }
        let page = Page(
            try store.revisions(status, of: family, descending: isDescending, after: after, limit: size + 1),
            size: size)
        let prefix = store.scope.arn("task-definition/")
        return ECS.ListTaskDefinitions.Output {
            $0.taskDefinitionArns = page.items.map { "\(prefix)\($0.family):\($0.number)" }
            $0.nextToken = page.next(list: list) { [$0.family, "\($0.number)"] }
        }
    }

    /// `familyPrefix` is a prefix here.
    static func listTaskDefinitionFamilies(
        _ input: ECS.ListTaskDefinitionFamilies.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListTaskDefinitionFamilies.Output {
        try Choice.check(input.status, "status", ["ACTIVE", "INACTIVE", "ALL"])
        let list = PageToken.list(
            ECS.ListTaskDefinitionFamilies.name, in: store.scope, input.familyPrefix ?? "", input.status ?? "ALL")
        let size = try Page<String>.size(input.maxResults)
        let active: Bool? =
            switch input.status {
            case "ACTIVE"?: true
            case "INACTIVE"?: false
            default: nil
            }
        let page = Page(
            try store.families(
                prefix: input.familyPrefix ?? "", active: active,
                after: try PageToken.read(input.nextToken, list: list, parts: 1)?.key[0] ?? "", limit: size + 1),
            size: size)
        return ECS.ListTaskDefinitionFamilies.Output {
            $0.families = page.items
            $0.nextToken = page.next(list: list) { [$0] }
        }
    }
}
