/// The ECS API, version 2014-11-13, as both client and embedded registry use it: shapes and operations under their AWS
/// names.
///
/// All members are optional, required ones too: the registry decides which must be present and with which message it
/// refuses their absence, and a client must be able to read responses newer than itself. Enumerations are plain strings
/// for the same reason.
package enum ECS {
    /// The prefix of the operation's name in `X-Amz-Target`.
    package static let targetPrefix = "AmazonEC2ContainerServiceV20141113."
    /// The service in the signature's scope and in ARNs.
    package static let signingName = "ecs"
}

/// A structure of the API model: decoding ignores unknown members and drops nulls.
package protocol WireShape: Codable, Equatable, Sendable {
    /// A value without any members.
    init()
}

extension WireShape {
    /// A value whose members are set in the closure: `ECS.Tag { $0.key = "release" }`.
    package init(_ configure: (inout Self) -> Void) {
        self.init()
        configure(&self)
    }
}

/// An operation: its name on the wire and the shapes of its request and response.
package protocol ECSOperation: Sendable {
    /// The request.
    associatedtype Input: WireShape
    /// The response.
    associatedtype Output: WireShape
    /// The name, as in `X-Amz-Target` and in IAM policies.
    static var name: String { get }
}

extension ECSOperation {
    /// The name of the type.
    package static var name: String { String(describing: Self.self) }
}
