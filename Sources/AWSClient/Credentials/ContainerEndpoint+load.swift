import AWSWire
import SwiftExtensions

extension ContainerEndpoint {
    private static let attempts = 3
    private static let timeout = Duration.seconds(2)
    private static let pause = Duration.seconds(1)

    /// Asks the agent: three attempts of two seconds, a second apart.
    /// - Parameter transport: one that never goes through a proxy.
    func load(_ transport: any Transport, _ time: TimeSource) async throws(CredentialsError) -> TemporaryCredentials {
        var headers = ["accept": "application/json"]
        headers["authorization"] = try header()
        let request = address.request(headers: headers)
        var attempt = 1
        while true {
            let problem: String
            do {
                let answer = try await transport.send(request, to: address.endpoint, timeout: Self.timeout)
                guard answer.status != 200 else {
                    return try CredentialsDocument.read(answer.body, from: description).ofMetadata(description)
                }
                problem = "status \(answer.status)"
            } catch let error as CredentialsError {
                throw error
            } catch {
                problem = "\(error)"
            }
            guard attempt < Self.attempts, !Task.isCancelled else {
                throw CredentialsError("\(self) cannot be had: \(problem) (attempts: \(attempt))")
            }
            attempt += 1
            try? await time.sleep(Self.pause)
        }
    }
}
