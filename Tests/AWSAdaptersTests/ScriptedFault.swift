import Model
import Testing

@testable import AWSAdapters

/// An answer at which a source must be read no further, and what its failure says.
struct ScriptedFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let operation: String
    private let contains: String
    private let reply: ScriptedAWS.Reply
    private let says: String

    /// - Parameter contains: which calls of the operation are answered so: those that contain this.
    init(_ name: String, _ operation: String, _ contains: String, _ reply: ScriptedAWS.Reply, says: String) {
        testDescription = name
        (self.operation, self.contains, self.reply, self.says) = (operation, contains, reply, says)
    }

    /// The same for every call of the operation.
    init(_ name: String, _ operation: String, _ reply: ScriptedAWS.Reply, says: String) {
        self.init(name, operation, "", reply, says: says)
    }

    /// Nothing of the source counts, and the sentence says what is wrong.
    func expectFailure<Source: ReferenceSourceAdapter>(
        of _: Source.Type, in aws: ScriptedAWS, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        aws.on(operation, contains, reply)
        let lines = await (try Source(session: try aws.session())).lines()
        #expect(
            lines.count == 1 && lines.first?.hasPrefix("failed: ") == true && lines.first?.contains(says) == true,
            "\(lines)", sourceLocation: sourceLocation)
    }
}
