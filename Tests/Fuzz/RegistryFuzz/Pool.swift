/// What answers have named lately, so that requests name what is there. Bounded.
struct Pool: Sendable {
    private var texts: [String: [String]] = [:]
    private var oldest: [String: Int] = [:]
    private static let size = 48

    /// Notes a string of an answer by the name of its member.
    mutating func note(_ text: String, as member: String) {
        guard Self.members.contains(member) else { return }
        var kept = texts[member] ?? []
        if kept.count < Self.size {
            kept.append(text)
        } else {
            let place = oldest[member] ?? 0
            kept[place] = text
            oldest[member] = (place + 1) % Self.size
        }
        texts[member] = kept
    }

    /// What was noted under any of these names.
    func texts(of members: [String]) -> [String] { members.flatMap { texts[$0] ?? [] } }

    private static let members: Set = [
        "taskDefinitionArn", "taskDefinitionArns", "clusterArn", "serviceArn", "taskArn", "taskSetArn", "nextToken",
        "serviceDeploymentArn", "serviceRevisionArn", "id",
    ]
}
