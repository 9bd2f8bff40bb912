import ECSWire
import Foundation
import TestSupport
import Testing

@testable import AWSClient

@Suite struct EmbeddedRegistryTransportTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let answer: Turn
        let error: AWSError.Cause?
    }

    @Test(
        "only what lets itself be known as an embedded registry is taken for one",
        arguments: [
            Case(
                testDescription: "an embedded registry",
                answer: .answer(200, #"{"clusterArns":[]}"#, headers: [EmbeddedRegistryMark.header: "1"]), error: nil),
            Case(
                testDescription: "anything else that speaks the API", answer: .answer(200, #"{"clusterArns":[]}"#),
                error: .transport(.notEmbedded)),
            Case(
                testDescription: "a refusal, whoever it is from", answer: .error("AccessDeniedException", "no"),
                error: .service(ServiceError("AccessDeniedException", "no"), requestID: nil)),
            Case(
                testDescription: "a registry that knows other keys",
                answer: .error("UnrecognizedClientException", "no"),
                error: .transport(.verifiesSignatures)),
            Case(
                testDescription: "a registry that knows another secret",
                answer: .error("InvalidSignatureException", "no"),
                error: .transport(.verifiesSignatures)),
        ])
    func tells(test: Case) async throws {
        let transport = ScriptedTransport([test.answer])
        let client = try ECSClient.scripted(EmbeddedRegistryTransport(transport))
        let error = await failure(AWSError.self) { try await client.call(ECS.ListClusters.self, .init()) }
        #expect(error?.cause == test.error)
        #expect(await transport.requests.count == 1)
    }
}
