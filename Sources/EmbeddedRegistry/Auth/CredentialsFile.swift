/// A shared credentials file: `[profile]` lines, and `name = value` lines below them.
///
/// [Format](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html)
package enum CredentialsFile {
    private struct Profile {
        let name: String
        let line: Int
        var values: [String: String] = [:]
        /// How far the last line with a name is set in.
        var indent: Int?
    }

    /// Adds the key of every profile that has one of its own; those that only say where to get one are passed over.
    ///
    /// - Throws: ``AccessKeyError`` with the line, and never with what stands there: it may be a secret.
    package static func add(_ text: String, to keys: inout AccessKeys) throws(AccessKeyError) {
        var hasKey = false
        for profile in try profiles(text) {
            let place = "profile '\(profile.name)', line \(profile.line)"
            let token = profile.values["aws_session_token"] ?? ""
            switch (profile.values["aws_access_key_id"], profile.values["aws_secret_access_key"]) {
            case (nil, nil): continue
            case (let id?, let secret?):
                do throws(AccessKeyError) {
                    try keys.add(id: id, secret: secret, sessionToken: token.isEmpty ? nil : token)
                    hasKey = true
                } catch {
                    throw AccessKeyError("\(place): \(error)")
                }
            case (_?, nil), (nil, _?):
                throw AccessKeyError("\(place): aws_access_key_id and aws_secret_access_key go together")
            }
        }
        guard hasKey else { throw AccessKeyError("no profile has aws_access_key_id and aws_secret_access_key") }
    }

    private static func profiles(_ text: String) throws(AccessKeyError) -> [Profile] {
        var profiles: [Profile] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = trimmed(line)
            guard let first = content.first, first != "#", first != ";" else { continue }
            if first == "[", let end = content.firstIndex(of: "]") {
                let name = String(trimmed(content.dropFirst()[..<end]))
                profiles.append(Profile(name: name, line: index + 1))
                continue
            }
            let indent = line.prefix(while: isSpace).count
            // What is set in further than a name goes on with its value, as a nested section does.
            if let last = profiles.last?.indent, indent > last { continue }
            guard let equals = content.firstIndex(of: "="), !profiles.isEmpty else {
                throw AccessKeyError("line \(index + 1) is neither [PROFILE] nor, below one, NAME = VALUE")
            }
            let value = String(trimmed(content[content.index(after: equals)...]))
            profiles[profiles.count - 1].values[trimmed(content[..<equals]).lowercased()] = value
            profiles[profiles.count - 1].indent = indent
        }
        return profiles
    }

    private static func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start }
        return start[...last]
    }
}
