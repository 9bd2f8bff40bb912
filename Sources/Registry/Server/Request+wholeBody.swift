import ECSWire
import HTTPTypes
import Hummingbird
import NIOCore

/// Why a request's body was not read, or not to its end.
struct BodyRefusal: Error {
    /// What the client hears.
    let error: ECSError
    /// 408 or 413.
    let status: HTTPResponse.Status
    /// What comes next on the connection may be the rest of the body: then there can be no other request.
    let endsConnection: Bool
}

extension Request {
    /// The most that a body may have, in bytes; ECS's own limit for a definition is a sixteenth of it.
    static let largestBody = 1 << 20

    /// So much of a body that is too large is read nevertheless, as most clients read no answer before all is sent.
    private static let largestWaste = 64 << 20

    /// The body.
    ///
    /// - Throws: when it is larger than ``largestBody``, or takes longer than ``RequestWatch`` gives it. What breaks
    ///   the connection counts as the latter: nobody will hear of it.
    func wholeBody() async throws(BodyRefusal) -> ByteBuffer {
        var whole = ByteBuffer()
        var length = 0
        if asksBeforeItSends, let announced, announced > Self.largestBody { throw Self.tooLarge(endsConnection: true) }
        do {
            for try await part in body {
                length += part.readableBytes
                if length > Self.largestWaste { break }
                if length > Self.largestBody {
                    whole = ByteBuffer()
                } else if whole.readableBytes == 0 {
                    whole = part
                } else {
                    whole.writeImmutableBuffer(part)
                }
            }
        } catch {
            throw Self.incomplete
        }
        if length > Self.largestBody { throw Self.tooLarge(endsConnection: length > Self.largestWaste) }
        if let announced, length != announced { throw Self.incomplete }
        return whole
    }

    /// `Expect: 100-continue`.
    private var asksBeforeItSends: Bool { headers[.expect] != nil }

    private var announced: Int? { headers[.contentLength].flatMap { Int($0) } }

    private static func tooLarge(endsConnection: Bool) -> BodyRefusal {
        BodyRefusal(
            error: ECSError(.requestTooLarge, "The request's body must not be larger than \(largestBody) bytes."),
            status: .contentTooLarge, endsConnection: endsConnection)
    }

    private static var incomplete: BodyRefusal {
        BodyRefusal(
            error: ECSError(.requestTimeout, "The request's body did not come to its end in time."),
            status: .requestTimeout, endsConnection: true)
    }
}

extension Response {
    /// The answer to a request that was not read.
    init(_ refusal: BodyRefusal) {
        self.init(.failure(refusal.error, status: refusal.status.code))
        if refusal.endsConnection { headers[.connection] = "close" }
    }
}
