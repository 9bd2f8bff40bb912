import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Makes the requests of a connection to a proxy those that it forwards: in absolute form (`POST http://host:port/`),
/// with the user and the password.
///
/// [RFC 9112, 3.2.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2). A connection has the requests of one
/// endpoint alone.
private final class ForwardProxyHandler: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let endpoint: Endpoint
    private let authorization: String?

    init(_ endpoint: Endpoint, authorization: String?) {
        self.endpoint = endpoint
        self.authorization = authorization
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        head.uri = "\(endpoint)\(head.uri)"
        if let authorization { head.headers.replaceOrAdd(name: "proxy-authorization", value: authorization) }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}

extension HTTPClient.Configuration {
    /// For a client whose only origin is the proxy, which forwards its requests to an endpoint of `http`.
    ///
    /// The client's own proxy support would use CONNECT, which many proxies allow for port 443 alone.
    /// - Parameter authorization: of the proxy; nil for none.
    func forwarding(to endpoint: Endpoint, authorization: String?) -> HTTPClient.Configuration {
        var configuration = self
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                // Right in front of the encoder, it sees every head that is written.
                let encoder = try pipeline.context(handlerType: HTTPRequestEncoder.self).handler
                try pipeline.addHandler(
                    ForwardProxyHandler(endpoint, authorization: authorization), position: .after(encoder))
            }
        }
        return configuration
    }
}
