import Hummingbird
import Logging
import NIOCore

/// What responders get in addition to the request: its connection.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}
