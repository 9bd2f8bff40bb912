/// The ECS API, version 2014-11-13, as both ends of the wire know it: shapes and operations under their AWS names.
///
/// Members are optional throughout, required ones too: whether a member must be there, and which text says so
/// when it is not, is the registry's rule, and a client must be able to read an answer that is newer than it is.
/// Enumerations are plain strings for the same reason.
package enum ECS {
    /// Precedes the operation's name in `X-Amz-Target`.
    package static let targetPrefix = "AmazonEC2ContainerServiceV20141113."
    /// The name in the signature's scope and in ARNs.
    package static let signingName = "ecs"
}

/// A structure of the model: decoding ignores members that it does not know and drops nulls.
package protocol WireShape: Codable, Equatable, Sendable {
    /// Every member absent.
    init()
}

extension WireShape {
    /// A value whose members are set in the closure: `ECS.Tag { $0.key = "release" }`.
    package init(_ configure: (inout Self) -> Void) {
        self.init()
        configure(&self)
    }
}

/// One operation: its name on the wire and its two shapes.
package protocol ECSOperation: Sendable {
    /// The request.
    associatedtype Input: WireShape
    /// The answer.
    associatedtype Output: WireShape
    /// The name, as in `X-Amz-Target` and in IAM policies.
    static var name: String { get }
}

extension ECSOperation {
    /// The type is called what the operation is called.
    package static var name: String { String(describing: Self.self) }
}
