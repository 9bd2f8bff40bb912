import Planning

extension Registrar {
    /// Who registered a revision, by what DescribeTaskDefinition says about it.
    ///
    /// Documented: AWS Batch registers and deregisters task definitions as the service-linked role
    /// `AWSServiceRoleForBatch`
    /// ([service-linked roles](https://docs.aws.amazon.com/batch/latest/userguide/using-service-linked-roles.html)),
    /// which may register only with the tag `AWSBatchServiceTag`
    /// ([BatchServiceRolePolicy](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/BatchServiceRolePolicy.html)).
    ///
    /// Assumed: that `registeredBy`, whose form is documented nowhere, is the ARN of the role or of its session; that
    /// the tag stays; and that nobody else sets it. One of the two is enough, whatever the tag's value.
    ///
    /// - Parameters:
    ///   - principal: `registeredBy`; nil if the registry does not say, as moto does not.
    ///   - tags: the keys of the revision's tags.
    init(registeredBy principal: String?, tags: [String]) {
        self = tags.contains("AWSBatchServiceTag") || principal.map(Self.isBatch) == true ? .batch : .other
    }

    /// Whether it is the role, such as
    /// `arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch`, or a session of
    /// it, such as `arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForBatch/aws-batch`. A role of the same name
    /// with another path is somebody else's.
    private static func isBatch(_ principal: String) -> Bool {
        let arn = principal.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard arn.count == 6, arn[0] == "arn" else { return false }
        let path = arn[5].split(separator: "/", omittingEmptySubsequences: false)
        return switch (arn[2], path.first) {
        case ("sts", "assumed-role"): path.count >= 2 && path[1] == role
        case ("iam", "role"): path.last == role && path.dropFirst().first == "aws-service-role"
        default: false
        }
    }

    private static let role: Substring = "AWSServiceRoleForBatch"
}
