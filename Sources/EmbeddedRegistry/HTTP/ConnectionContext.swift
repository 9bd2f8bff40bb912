import Hummingbird
import Logging
import NIOCore

/// What a responder has of a request beside the request: the connection that it came on.
struct ConnectionContext: InitializableFromSource {
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}
