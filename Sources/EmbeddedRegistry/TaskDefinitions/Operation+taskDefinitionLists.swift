import ECSWire
import Foundation
import Model

extension Operation {
    /// Lists revisions. Here, `familyPrefix` is a complete family name.
    ///
    /// Writes the response's JSON itself: encoding the hundred strings of a page would cost more than finding them.
    static let listTaskDefinitions = Operation(
        name: ECS.ListTaskDefinitions.name
    ) { body, transactions throws(ECSError) in
        let input = try JSONBody.decode(ECS.ListTaskDefinitions.Input.self, from: body)
        if input.status == RevisionStatus.deleteInProgress.rawValue { try await transactions.catchUp() }
        return try transactions.read { store throws(ECSError) in try listTaskDefinitions(input, store) }
    }

    private static func listTaskDefinitions(
        _ input: ECS.ListTaskDefinitions.Input, _ store: Store
    ) throws(ECSError) -> Data {
        try EnumValue.check(input.status, "status", RevisionStatus.allCases.map(\.rawValue))
        try EnumValue.check(input.sort, "sort", ["ASC", "DESC"])
        let status = input.status.flatMap(RevisionStatus.init) ?? .active
        let isDescending = input.sort == "DESC"
        let family = input.familyPrefix.flatMap { $0.isEmpty ? nil : $0 }
        let list = PageToken.listID(
            ECS.ListTaskDefinitions.name, in: store.scope, family, status.rawValue, isDescending ? "DESC" : "ASC")
        let size = try Page<Store.Entry>.size(input.maxResults)
        let after = try PageToken.read(input.nextToken, list: list, parts: 2).map { token throws(ECSError) in
            guard let number = Int(token.key[1]) else { throw PageToken.invalid }
            return Store.Entry(family: token.key[0], number: number)
        }
        let page = Page(
            try store.revisions(status, of: family, descending: isDescending, after: after, limit: size + 1),
            size: size)
        return json(page, next: page.next(list: list) { [$0.family, "\($0.number)"] }, in: store.scope)
    }

    /// The output as JSON. Neither names nor tokens contain characters that JSON escapes.
    private static func json(_ page: Page<Store.Entry>, next: String?, in scope: RegistryScope) -> Data {
        let start = Array(("\"" + scope.arn("task-definition/")).utf8)
        var json: [UInt8] = []
        json.reserveCapacity(64 + page.items.count * (start.count + 24))
        json.append(contentsOf: (next.map { "{\"nextToken\":\"\($0)\"," } ?? "{").utf8)
        json.append(contentsOf: "\"taskDefinitionArns\":[".utf8)
        for (index, entry) in page.items.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json.append(contentsOf: start)
            json.append(contentsOf: entry.family.utf8)
            json.append(UInt8(ascii: ":"))
            json.append(contentsOf: String(entry.number).utf8)
            json.append(UInt8(ascii: "\""))
        }
        json.append(contentsOf: "]}".utf8)
        return Data(json)
    }

    /// Lists families. Here, `familyPrefix` is a prefix.
    static func listTaskDefinitionFamilies(
        _ input: ECS.ListTaskDefinitionFamilies.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListTaskDefinitionFamilies.Output {
        try EnumValue.check(input.status, "status", ["ACTIVE", "INACTIVE", "ALL"])
        let list = PageToken.listID(
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
