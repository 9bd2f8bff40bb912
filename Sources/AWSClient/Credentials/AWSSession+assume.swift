import Foundation

extension AWSSession {
    /// AssumeRole, with this session's credentials.
    ///
    /// Calls STS of the session's Region, as all current SDKs do; `AWS_STS_REGIONAL_ENDPOINTS`, which kept old ones at
    /// the global endpoint, is ignored.
    func assume(_ role: AssumedRole) async throws(CredentialsError) -> TemporaryCredentials {
        try await credentials(of: role, "AssumeRole", STS.parameters(of: role), hiding: nil)
    }

    /// AssumeRoleWithWebIdentity, which is not signed.
    func assume(_ identity: WebIdentity) async throws(CredentialsError) -> TemporaryCredentials {
        let token = try identity.token()
        return try await credentials(
            of: identity.role, "AssumeRoleWithWebIdentity", STS.parameters(of: identity.role, token: token),
            hiding: token)
    }

    /// - Parameter token: which must not get into an error; nil if the call is signed.
    private func credentials(
        of role: AssumedRole, _ operation: String, _ parameters: [(name: String, value: String)],
        hiding token: String?
    ) async throws(CredentialsError) -> TemporaryCredentials {
        let client: ServiceClient
        do {
            client = try self.client(.sts)
        } catch {
            throw CredentialsError("cannot assume the role \(role.arn): \(error)")
        }
        let response: Data
        do {
            response = try await client.query(operation, parameters, isSigned: token == nil)
        } catch {
            if case .credentials(let error) = error.cause { throw error }
            throw CredentialsError("cannot assume the role \(role.arn): \(error.hiding(token))")
        }
        return try STS.credentials(in: response, of: operation, "the response of \(client.endpoint)")
    }
}

extension AWSError {
    /// The text; without the service's message if that contains a piece of the token.
    fileprivate func hiding(_ token: String?) -> String {
        guard let token, let error = serviceError, shares(error.message, with: token) else { return description }
        let silent = AWSError(
            cause: .service(ServiceError(error.code, "", status: error.status), requestID: nil), service: service,
            operation: operation, endpoint: endpoint, attempts: attempts, origin: origin, throttle: throttle)
        return silent.description
    }
}

/// Whether a text contains twelve consecutive characters of a token, which may have been truncated.
private func shares(_ text: String, with token: String) -> Bool {
    let length = 12
    let (text, token) = (Array(text.utf8), Array(token.utf8))
    guard text.count >= length, token.count >= length else { return false }
    let pieces = Set((0...(text.count - length)).map { text[$0..<($0 + length)] })
    return (0...(token.count - length)).contains { pieces.contains(token[$0..<($0 + length)]) }
}
