import SwiftExtensions

/// One profile of the AWS configuration: what both files say about it. Nothing that prints it shows a value.
///
/// Where both files set a key, the credentials file wins.
/// [Shared files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html)
package struct Profile: Sendable {
    /// As `--profile` and `AWS_PROFILE` name it.
    package let name: String
    /// What the credentials file alone says.
    let credentialsFile: [String: INIFile.Value]
    /// What the configuration file alone says.
    let configurationFile: [String: INIFile.Value]

    /// The text of a setting, for example of `region`; nil when it is not set, set to nothing, or nested.
    /// - Parameter key: in lower case.
    package subscript(key: String) -> String? { Self.text(value(key)) }

    /// Whether a switch such as `use_fips_endpoint` is on: `true` in any case is, everything else is not; nil when it
    /// is not set.
    package func flag(_ key: String) -> Bool? { self[key].map { $0.lowercased() == "true" } }

    /// The nested settings below a key; nil when there are none.
    package func nested(_ key: String) -> [String: String]? {
        guard case .nested(let settings) = value(key) else { return nil }
        return settings
    }

    private func value(_ key: String) -> INIFile.Value? { credentialsFile[key] ?? configurationFile[key] }

    static func text(_ value: INIFile.Value?) -> String? {
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        return text
    }
}

extension Profile: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "the profile '\(printable(name))'" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

extension Profile {
    /// A setting with its name in messages.
    func sourced(_ key: String) -> SourcedText { SourcedText(self[key], "'\(key)' of \(self)") }
}
