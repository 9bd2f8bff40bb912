import AWSWire
import SwiftExtensions

/// A shared credentials file: each section is a profile.
package enum CredentialsFile {
    /// Adds the access key of every profile that has one; profiles without keys are skipped.
    ///
    /// - Throws: ``AccessKeyError`` with the line, never with its text, which may be a secret.
    package static func add(_ text: String, to keys: inout AccessKeys) throws(AccessKeyError) {
        let file: INIFile
        do {
            file = try INIFile(text)
        } catch {
            throw AccessKeyError("line \(error.line) \(error.what)")
        }
        var hasKey = false
        for header in file.headers {
            let location = "profile \(quoted(header.name)), line \(header.line)"
            let values = (file.sections[header.name] ?? [:]).mapValues(\.plainText)
            switch (values["aws_access_key_id"], values["aws_secret_access_key"]) {
            case (nil, nil): continue
            case (let id?, let secret?):
                // As in botocore, the old name wins.
                let token = [values["aws_security_token"], values["aws_session_token"]].compactMap(\.self)
                    .first { !$0.isEmpty }
                do throws(AccessKeyError) {
                    try keys.add(id: id, secret: secret, sessionToken: token)
                    hasKey = true
                } catch {
                    throw AccessKeyError("\(location): \(error)")
                }
            case (_?, nil), (nil, _?):
                throw AccessKeyError("\(location): aws_access_key_id and aws_secret_access_key go together")
            }
        }
        guard hasKey else { throw AccessKeyError("no profile has aws_access_key_id and aws_secret_access_key") }
    }
}

extension INIFile.Value {
    /// The text; empty for nested settings, which no key or token is.
    fileprivate var plainText: String {
        switch self {
        case .text(let text): text
        case .nested: ""
        }
    }
}
