/// An AWS service: its names and its protocol.
package struct AWSService: Hashable, Sendable {
    /// The prefix of IAM actions, also used in messages: `ecs`, `events`.
    package let name: String
    /// The service in a signature's scope.
    let signingName: String
    /// The first label of its host names.
    let hostLabel: String
    /// Its name in the SDKs, as `AWS_ENDPOINT_URL_…` has it, and in lower case the `services` section of a profile.
    package let sdkName: String
    /// The protocol of its calls.
    let wire: Wire

    /// The AWS protocols that are supported.
    enum Wire: Hashable, Sendable {
        /// AWS JSON, version `1.0` or `1.1`, with the prefix of the operation's name in `X-Amz-Target`.
        case json(version: String, targetPrefix: String)
        /// JSON bodies, with the operation in method and path.
        case restJSON
        /// A form with the operation and this version of the API; responses are XML.
        case query(version: String)
    }

    /// Amazon ECS.
    package static let ecs = AWSService(
        name: "ecs", sdkName: "ECS",
        wire: .json(version: "1.1", targetPrefix: "AmazonEC2ContainerServiceV20141113."))
    /// Amazon EventBridge: buses, rules and their targets.
    package static let eventBridge = AWSService(
        name: "events", sdkName: "EVENTBRIDGE", wire: .json(version: "1.1", targetPrefix: "AWSEvents."))
    /// Amazon EventBridge Scheduler.
    package static let scheduler = AWSService(name: "scheduler", sdkName: "SCHEDULER", wire: .restJSON)
    /// Amazon EventBridge Pipes.
    package static let pipes = AWSService(name: "pipes", sdkName: "PIPES", wire: .restJSON)
    /// AWS Step Functions.
    package static let stepFunctions = AWSService(
        name: "states", sdkName: "SFN", wire: .json(version: "1.0", targetPrefix: "AWSStepFunctions."))
    /// AWS CodeDeploy.
    package static let codeDeploy = AWSService(
        name: "codedeploy", sdkName: "CODEDEPLOY", wire: .json(version: "1.1", targetPrefix: "CodeDeploy_20141006."))
    /// AWS Security Token Service.
    package static let sts = AWSService(name: "sts", sdkName: "STS", wire: .query(version: "2011-06-15"))

    /// A service whose IAM prefix, signing name and host label are the same.
    private init(name: String, sdkName: String, wire: Wire) {
        self.name = name
        signingName = name
        hostLabel = name
        self.sdkName = sdkName
        self.wire = wire
    }
}

extension AWSService: CustomStringConvertible {
    package var description: String { name }
}
