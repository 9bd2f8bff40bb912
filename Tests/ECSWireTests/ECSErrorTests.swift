import AWSWire
import ECSWire
import Foundation
import Testing

@Suite struct ECSErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: String
        let header: String?
        /// Nil when no name is to be found.
        let code: String?
        let message: String

        init(_ name: String, _ body: String, header: String? = nil, _ code: String?, _ message: String = "") {
            (testDescription, self.body, self.header, self.code, self.message) = (name, body, header, code, message)
        }
    }

    @Test(arguments: [
        Case("as ECS writes it", #"{"__type":"ClientException","message":"no"}"#, "ClientException", "no"),
        Case("a namespace", #"{"__type":"com.amazonaws.ecs#ServerException"}"#, "ServerException"),
        Case("a URL", #"{"__type":"ClientException:http://internal.example/x#y"}"#, "ClientException"),
        Case("both", #"{"__type":"ns#ClientException:http://internal.example/"}"#, "ClientException"),
        Case("Message", #"{"__type":"AccessDeniedException","Message":"no"}"#, "AccessDeniedException", "no"),
        Case("the body before the header", #"{"__type":"A"}"#, header: "B", "A"),
        Case("the header alone", "{}", header: "ns#ThrottlingException:http://x/", "ThrottlingException"),
        Case("the header and a text", #"{"message":"slow"}"#, header: "SlowDown", "SlowDown", "slow"),
        Case("the header of a page", "<html>", header: "ServerException", "ServerException"),
        Case("no name", #"{"message":"no"}"#, nil),
        Case("an empty name", #"{"__type":""}"#, nil),
        Case("a namespace alone", ##"{"__type":"#"}"##, nil),
        Case("not JSON", "<html>", nil),
        Case("nothing", "", nil),
    ])
    func isRead(test: Case) {
        var headers: [String: String] = [:]
        headers["x-amzn-errortype"] = test.header
        let error = ECSError(WireResponse(status: 400, headers: headers, body: Data(test.body.utf8)))
        #expect(error == test.code.map { ECSError(ECSErrorCode(rawValue: $0), test.message) })
    }

    @Test func whatIsWrittenReadsBack() {
        let error = ECSError(.invalidParameter, "a/b \"c\"\n")
        #expect(
            String(decoding: error.body, as: UTF8.self).hasPrefix(
                #"{"__type":"InvalidParameterException","message":"a/b"#))
        #expect(ECSError(WireResponse(status: 400, body: error.body)) == error)
    }

    @Test func serverExceptionAloneIsTheServersFault() {
        #expect(ECSError(.server, "").status == 500)
        #expect(ECSError(.client, "").status == 400)
    }
}
