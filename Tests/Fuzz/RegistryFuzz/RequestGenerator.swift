/// Generates requests that ECS would probably accept, from the model and the names of existing resources.
struct RequestGenerator {
    private let grammar: Grammar
    /// The probability of an optional member, in percent.
    private let optional: Int

    init(_ grammar: Grammar, optional: Int) {
        self.grammar = grammar
        self.optional = optional
    }

    /// An operation's input, usually with names that belong together.
    func input(_ shape: String, in pool: Pool, _ dice: inout Dice) -> Value {
        let value = value(of: shape, as: "", in: pool, &dice)
        guard case .object(let members) = value, dice.chance(70) else { return value }
        return .object(Self.agreeing(members))
    }

    /// Replaces the cluster and the service by those in an ARN among the members.
    private static func agreeing(_ members: [Value.Member]) -> [Value.Member] {
        let texts = members.flatMap { $0.value.string.map { [$0] } ?? $0.value.items.compactMap(\.string) }
        let paths = texts.filter { $0.hasPrefix("arn:") }.map { $0.split(separator: "/").map(String.init) }
        guard let path = paths.max(by: { $0.count < $1.count }), path.count > 2 else { return members }
        return members.map { member in
            switch member.key {
            case "cluster": .init(key: member.key, value: .text(path[1]))
            case "service" where path.count > 3: .init(key: member.key, value: .text(path[2]))
            default: member
            }
        }
    }

    /// A value of a shape.
    /// - Parameter member: the name of the member that holds it.
    func value(of name: String, as member: String, in pool: Pool, _ dice: inout Dice) -> Value {
        let shape = grammar.shape(name)
        switch shape.kind {
        case .structure:
            let (wanted, likely) = (Self.wanted[name] ?? [], Self.likely[name] ?? [])
            return .object(
                shape.members.compactMap { part in
                    let isThere = part.isRequired || wanted.contains(part.name)
                    let chance = likely.contains(part.name) ? max(optional, 40) : optional
                    guard isThere || dice.chance(chance) else { return nil }
                    let value = value(of: part.shape, as: part.name, in: pool, &dice)
                    return Value.Member(key: part.name, value: value)
                })
        case .list:
            let count = dice.chance(70) ? 1 : dice.pick([0, 2, 2, 3, 3, 10, 11, 101])
            let isShort = count < 4 || shape.item.map { grammar.shape($0).kind == .string } == true
            return .list(
                (0..<(isShort ? count : 3)).map { _ in value(of: shape.item ?? "", as: member, in: pool, &dice) })
        case .map:
            let keys = ["a", "awslogs-group", "awslogs-region", "x.y/z", "Ünï"].shuffled(using: &dice)
            return .object(
                keys.prefix(dice.number(0...3)).map { key in
                    Value.Member(key: key, value: value(of: shape.item ?? "", as: member, in: pool, &dice))
                })
        case .string:
            if !shape.choices.isEmpty, dice.chance(97) { return .text(dice.pick(shape.choices)) }
            return .text(text(member, in: pool, &dice))
        case .integer: return .raw("\(integer(member, &dice))")
        case .number: return .raw(dice.pick(["1750000000", "1750000000.125", "0", "1.5", "100"]))
        case .boolean: return .raw(dice.pick(["true", "false"]))
        }
    }

    /// Optional members without which few requests are accepted.
    private static let wanted: [String: Set<String>] = [
        "ContainerDefinition": ["name", "image", "memory"], "CreateClusterRequest": ["clusterName"],
        "CreateServiceRequest": ["cluster", "taskDefinition", "desiredCount"], "UpdateServiceRequest": ["cluster"],
        "DeleteServiceRequest": ["cluster"], "RunTaskRequest": ["cluster"], "StartTaskRequest": ["cluster"],
        "StopTaskRequest": ["cluster"],
        "CreateTaskSetRequest": ["cluster", "taskDefinition"], "DeploymentController": ["type"],
        "ListTasksRequest": ["cluster"], "ListServicesRequest": ["cluster"],
        "DescribeTasksRequest": ["cluster"], "DescribeServicesRequest": ["cluster"], "Tag": ["key", "value"],
        "KeyValuePair": ["name", "value"], "Volume": ["name"], "MountPoint": ["sourceVolume", "containerPath"],
        "PortMapping": ["containerPort"], "ClusterSetting": ["name", "value"], "Scale": ["value"],
    ]

    /// Members without which some operations accept nothing: task sets belong to services that ECS does not deploy.
    private static let likely: [String: Set<String>] = [
        "CreateServiceRequest": ["deploymentController"], "CreateTaskSetRequest": ["scale"],
        "DeleteTaskSetRequest": ["force"], "DeleteServiceRequest": ["force"],
    ]

    private func integer(_ member: String, _ dice: inout Dice) -> Int {
        switch member {
        case "memory": dice.pick([64, 128, 512, 1024])
        case "memoryReservation": dice.pick([16, 64])
        case "desiredCount", "count": dice.number(0...4)
        case "maxResults": dice.pick([1, 2, 10, 100])
        case "containerPort", "hostPort": dice.pick([0, 80, 443, 8080, 65_535])
        default: dice.pick([0, 1, 2, 5, 10, 50, 100, 200])
        }
    }

    private func text(_ member: String, in pool: Pool, _ dice: inout Dice) -> String {
        let known = pool.texts(of: Self.sources[member] ?? [])
        if !known.isEmpty, dice.chance(60) { return shortened(dice.pick(known), &dice) }
        return dice.pick(Self.texts[member] ?? ["a", "b-c", "/x/y", "arn:aws:iam::123456789012:role/r", "256", ""])
    }

    /// An ARN, or the name at its end.
    private func shortened(_ text: String, _ dice: inout Dice) -> String {
        guard dice.chance(40), let name = text.split(separator: "/").last else { return text }
        return String(name)
    }

    /// The members of responses that supply a member's values.
    private static let sources: [String: [String]] = [
        "taskDefinition": ["taskDefinitionArn", "taskDefinitionArns"],
        "taskDefinitions": ["taskDefinitionArn", "taskDefinitionArns"],
        "cluster": ["clusterArn"], "clusters": ["clusterArn"],
        "service": ["serviceArn"], "services": ["serviceArn"], "serviceName": ["serviceArn"],
        "task": ["taskArn"], "tasks": ["taskArn"],
        "taskSet": ["taskSetArn", "id"], "taskSets": ["taskSetArn", "id"], "primaryTaskSet": ["taskSetArn", "id"],
        "serviceDeploymentArn": ["serviceDeploymentArn"], "serviceDeploymentArns": ["serviceDeploymentArn"],
        "serviceRevisionArns": ["serviceRevisionArn"],
        "resourceArn": ["taskDefinitionArn", "clusterArn", "serviceArn", "taskArn", "taskSetArn"],
        "nextToken": ["nextToken"],
    ]

    private static let families = ["web", "api", "worker", "a-b_C9", "z"]
    private static let clusters = ["default", "default", "default", "blue", "green"]
    private static let texts: [String: [String]] = [
        "family": families, "familyPrefix": families + ["w", ""],
        "taskDefinition": families + families.map { $0 + ":1" },
        "taskDefinitions": families.map { $0 + ":2" },
        "cluster": clusters, "clusters": clusters, "clusterName": clusters,
        "service": families, "services": families, "serviceName": families + (1...60).map { "s\($0)" },
        "startedBy": ["me", "you"],
        "clientToken": ["t1", "t2"], "value": ["enabled", "disabled", "x", ""], "name": ["app", "log", "side"],
        "image": ["nginx:1"],
        "cpu": ["256", "512", "1 vCPU"],
        "memory": ["512", "1024", "2 GB"], "include": ["TAGS"], "key": ["team", "release", "x"],
        "tagKeys": ["team", "x"],
        "containerName": ["app", "log"], "sourceVolume": ["data"], "group": ["g", "family:web"],
        "containerInstances": ["0123456789abcdef0123456789abcdef"], "capacityProvider": ["FARGATE", "FARGATE_SPOT"],
    ]
}
