import ArgumentParser
import Model

/// A revision named on the command line: `web:41`, or an ARN, which also identifies the registry.
struct NamedRevision: Equatable {
    let id: RevisionID
    /// The account and Region; nil if the name does not include them.
    let scope: RegistryScope?

    /// - Throws: for anything else, including ARNs of families and of other resources.
    init(_ text: String) throws(ValidationError) {
        if let arn = TaskDefinitionARN(text) {
            (id, scope) = (arn.id, arn.scope)
        } else if let id = RevisionID(text) {
            (self.id, scope) = (id, nil)
        } else if text.hasPrefix("arn:") {
            throw ValidationError(
                """
                '\(text)' is not the ARN of a task definition's revision, such as \
                arn:aws:ecs:eu-west-1:123456789012:task-definition/web:41
                """)
        } else {
            throw ValidationError("write a revision as FAMILY:REVISION, such as web:41, or as its full ARN")
        }
    }
}
