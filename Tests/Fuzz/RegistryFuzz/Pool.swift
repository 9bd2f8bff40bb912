/// Strings from recent responses, so that requests refer to resources that exist. Bounded.
struct Pool: Sendable {
    private var texts: [String: [String]] = [:]
    private var oldest: [String: Int] = [:]
    private static let size = 48

    /// Records a string of a response under the name of its member.
    mutating func record(_ text: String, as member: String) {
        guard Self.members.contains(member) else { return }
        var kept = texts[member] ?? []
        if kept.count < Self.size {
            kept.append(text)
        } else {
            let index = oldest[member] ?? 0
            kept[index] = text
            oldest[member] = (index + 1) % Self.size
        }
        texts[member] = kept
    }

    /// The strings recorded under any of these names.
    func texts(of members: [String]) -> [String] { members.flatMap { texts[$0] ?? [] } }

    private static let members: Set = [
        "taskDefinitionArn", "taskDefinitionArns", "clusterArn", "serviceArn", "taskArn", "taskSetArn", "nextToken",
        "serviceDeploymentArn", "serviceRevisionArn", "id",
    ]
}
