import ArgumentParser
import Model

/// A revision as a person names it: `web:41`, or its ARN, which names its registry as well.
struct NamedRevision: Equatable {
    /// Which one.
    let id: RevisionID
    /// The account and Region that it is of; nil where the name does not say.
    let scope: RegistryScope?

    /// - Throws: for anything else, ARNs of other things and of families among them.
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
