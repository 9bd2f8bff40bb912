import Model
import Testing

@Suite struct NameTests {
    @Test(arguments: ["web", "a", "A-b_9", String(repeating: "x", count: 255)])
    func acceptsFamilies(_ name: String) throws {
        #expect(try Family(name).name == name)
    }

    @Test(arguments: ["", "a b", "é", "a:1", "a/b", "a.b", "a\n", String(repeating: "x", count: 256)])
    func rejectsInvalidFamilies(_ name: String) {
        #expect(throws: InvalidFamily.self) { try Family(name) }
    }

    @Test func familiesAreOrderedByCodeUnit() throws {
        let names = try ["web", "Web", "web-2", "web_1", "api"].map { try Family($0) }
        #expect(names.sorted().map(\.name) == ["Web", "api", "web", "web-2", "web_1"])
    }

    @Test(arguments: [("1", 1), ("42", 42), ("1000000", 1_000_000)])
    func acceptsRevisions(_ text: String, _ number: Int) {
        #expect(Revision(text)?.number == number)
    }

    @Test(arguments: ["", "0", "01", "+1", "-1", "1 ", "1000001", "99999999999999999999", "x", "1.0"])
    func rejectsInvalidRevisions(_ text: String) {
        #expect(Revision(text) == nil)
    }

    @Test func identifiersAreOrderedByNumber() {
        let texts = ["web:10", "web:9", "api:11"]
        #expect(texts.compactMap { RevisionID($0) }.sorted().map(\.description) == ["api:11", "web:9", "web:10"])
    }

    private static let scope = RegistryScope(region: "eu-west-1", account: "123456789012")
    private static let arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/"

    @Test func pinnedAndBareNames() throws {
        let family = try Family("web")
        let id = RevisionID(family, 41)
        #expect(TaskDefinitionName("web:41") == .pinned(id, scope: nil))
        #expect(TaskDefinitionName(Self.arn + "web:41") == .pinned(id, scope: Self.scope))
        #expect(TaskDefinitionName("web") == .bare(family, scope: nil))
        #expect(TaskDefinitionName(Self.arn + "web") == .bare(family, scope: Self.scope))
        #expect(TaskDefinitionARN(Self.arn + "web:41")?.description == Self.arn + "web:41")
    }

    @Test(
        "a placeholder for an account or a Region can be any",
        arguments: [
            "arn:aws:ecs:<REGION>:<ACCOUNT>:task-definition/web:41", "arn:aws:ecs:::task-definition/web:41",
            "arn:${Partition}:ecs:eu-west-1:123456789012:task-definition/web:41",
            "arn:aws:ecs:eu-west-1:12345678901:task-definition/web:41",
        ])
    func arnsWithPlaceholders(_ text: String) throws {
        #expect(TaskDefinitionName(text) == .pinned(RevisionID(try Family("web"), 41), scope: nil))
        #expect(TaskDefinitionARN(text) == nil)
    }

    @Test(arguments: [
        "", ":1", "web:", "web:0", "web:x", "web:1:2", "arn:", "arn:aws:ecs:eu-west-1:123456789012",
        "arn:aws:ecs:eu-west-1:123456789012:cluster/web", "arn:aws:sqs:eu-west-1:1:task-definition/web:1",
        arn, arn + "web:0", arn + "a/b:1",
    ])
    func rejectsInvalidNames(_ text: String) {
        #expect(TaskDefinitionName(text) == nil)
        #expect(TaskDefinitionARN(text) == nil)
    }

    @Test func anARNNeedsARevision() {
        #expect(TaskDefinitionARN(Self.arn + "web") == nil)
        #expect(TaskDefinitionARN("web:1") == nil)
    }

    @Test func diagnosticsAreSortedByLocation() {
        let location = { Model.SourceLocation(file: $0, line: $1, column: $2) }
        let all = [
            Diagnostic("e", at: location("b", 1, 1)), Diagnostic("d", at: location("a", 10, 1)),
            Diagnostic("c", at: location("a", 9, 12)), Diagnostic("b", at: location("a", 9, 2)), Diagnostic("a"),
        ]
        #expect(Diagnostics(all)?.description == "a\na:9:2: b\na:9:12: c\na:10:1: d\nb:1:1: e")
        #expect(Diagnostics([]) == nil)
    }
}
