import ECSWire

/// Validates that there is an execution role if one is needed.
enum RoleRules {
    /// Needed for secrets and private registries, and on Fargate for ECR images.
    static let all: RegistrationRule = { input throws(ECSError) in
        guard !input.hasExecutionRole else { return }
        for container in input.containers {
            if !(container.secrets ?? []).isEmpty {
                throw .refused(
                    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.")
            }
            if container.repositoryCredentials != nil {
                throw .refused(
                    "Private repository authentication requires that the task definition specify a value for "
                        + "executionRoleArn.")
            }
            if input.requiresFargate, ImageName.isInECR(container.image ?? "") {
                throw .refused(
                    "Fargate requires task definition to have execution role ARN to support ECR images.")
            }
        }
    }
}

/// Classifies image names.
enum ImageName {
    /// Whether the image is in a private ECR registry: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/web`.
    static func isInECR(_ image: String) -> Bool {
        let bytes = image.utf8
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return false }
        let service = bytes[..<slash].drop { $0 != UInt8(ascii: ".") }
        guard service.starts(with: ".dkr.ecr".utf8) || service.starts(with: ".dkr-ecr.".utf8) else { return false }
        let host = String(image[..<slash])
        return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn") || host.hasSuffix(".on.aws")
    }
}
