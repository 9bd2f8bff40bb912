import AWSWire
import Foundation
import SwiftExtensions

/// The content of `~/.aws/config` and `~/.aws/credentials`. Nothing that prints it shows a value.
///
/// [Shared files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html)
package struct SharedConfiguration: Sendable {
    private let profiles: [String: Profile]
    private let services: [String: [String: INIFile.Value]]
    /// The files' paths, for messages.
    let location: String

    /// No files.
    package static let empty = SharedConfiguration(
        configuration: nil, credentials: nil, location: "the AWS configuration")

    /// - Parameters:
    ///   - configuration: sections `[default]`, `[profile NAME]` and `[services NAME]`; others are ignored.
    ///   - credentials: each section is a profile of that name.
    ///   - files: the names of both in messages.
    init(
        configuration: INIFile?, credentials: INIFile?, location: String, files: Profile.Files = Profile.Files()
    ) {
        var configured: [String: [String: INIFile.Value]] = [:]
        var services: [String: [String: INIFile.Value]] = [:]
        for name in configuration?.headers.map(\.name) ?? [] {
            guard let values = configuration?.sections[name] else { continue }
            let words = ShellWords.split(name) ?? []
            if name == "default" {
                configured[name] = values
            } else if words.count == 2, name.hasPrefix("profile"), words[0] == "profile" {
                configured[words[1]] = values
            } else if words.count == 2, name.hasPrefix("services"), words[0] == "services" {
                services[words[1]] = values
            }
        }
        let credentials = credentials?.sections ?? [:]
        let names = Set(configured.keys).union(credentials.keys)
        profiles = Dictionary(
            uniqueKeysWithValues: names.map {
                let profile = Profile(
                    name: $0, credentialsFile: credentials[$0] ?? [:], configurationFile: configured[$0] ?? [:],
                    files: files)
                return ($0, profile)
            })
        self.services = services
        self.location = location
    }

    /// The profile; nil if it is in neither file.
    package func profile(named name: String) -> Profile? { profiles[name] }

    /// Selects the profile whose settings apply.
    ///
    /// - Parameter explicit: named by the flag or the configuration. Without it, `AWS_DEFAULT_PROFILE`, `AWS_PROFILE`
    ///   and the profile `default` are tried, in botocore's order.
    /// - Returns: nil if none is named and there is no profile `default`.
    /// - Throws: if the named one is in neither file.
    package func profile(
        explicit: String?, environment: [String: String]
    ) throws(SharedConfigurationError) -> Profile? {
        let named = explicit.map { ("", $0) }
        let variables = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]
            .compactMap { variable in environment[variable].map { ("\(variable): ", $0) } }
        guard let (prefix, name) = named ?? variables.first(where: { !$0.1.isEmpty }) else {
            return profile(named: "default")
        }
        guard let profile = profile(named: name) else {
            throw SharedConfigurationError("\(prefix)there is no profile '\(printable(name))' in \(location)")
        }
        return profile
    }

    /// The endpoint of a service in the profile's `services` section.
    ///
    /// - Parameter service: the service's ID in lower case, with `_` for each space: `ecs`, `cloudwatch_logs`.
    /// - Throws: if the profile names a section that does not exist.
    package func endpointURL(
        ofService service: String, for profile: Profile
    ) throws(SharedConfigurationError) -> String? {
        guard let name = profile["services"] else { return nil }
        guard let section = services[name], !section.isEmpty else {
            throw SharedConfigurationError(
                """
                \(profile) names the section [services \(printable(name))], which is not in \(location): add it, or \
                remove 'services' from the profile
                """)
        }
        guard case .nested(let settings) = section[service], let url = settings["endpoint_url"] else { return nil }
        return url.isEmpty ? nil : url
    }
}

extension SharedConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(profiles.count) profiles of \(location)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["location": location]) }
}

/// Why the AWS configuration cannot be used; names the file and the line or the setting, never a value.
package struct SharedConfigurationError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension SharedConfiguration {
    /// The longest file that is read, in bytes.
    private static let longest = 1 << 20

    /// Reads `AWS_CONFIG_FILE` (default `~/.aws/config`) and `AWS_SHARED_CREDENTIALS_FILE` (default
    /// `~/.aws/credentials`).
    ///
    /// `~` is the variable `HOME`; without it, the default files are not read. A path without a regular file counts as
    /// an empty file.
    /// - Throws: if a file cannot be read, is longer than 1 MiB, is not UTF-8, or has an invalid line.
    package static func read(environment: [String: String]) throws(SharedConfigurationError) -> SharedConfiguration {
        let configuration = path("AWS_CONFIG_FILE", "~/.aws/config", environment)
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", environment)
        let paths = [configuration, credentials].compactMap(\.self)
        var files = Profile.Files()
        if let credentials { files.credentials = printable(credentials) }
        if let configuration { files.configuration = printable(configuration) }
        return SharedConfiguration(
            configuration: try configuration.flatMap(read), credentials: try credentials.flatMap(read),
            location: paths.isEmpty ? "the AWS configuration: HOME is not set" : paths.joined(separator: " or "),
            files: files)
    }

    private static func path(_ variable: String, _ fallback: String, _ environment: [String: String]) -> String? {
        let chosen = environment[variable] ?? ""
        return homePath(chosen.isEmpty ? fallback : chosen, environment)
    }

    private static func read(_ path: String) throws(SharedConfigurationError) -> INIFile? {
        let bytes: [UInt8]?
        do {
            bytes = try SettingsFile.read(path, maximumBytes: longest)
        } catch {
            throw SharedConfigurationError("\(path) \(error.what)")
        }
        guard let bytes else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SharedConfigurationError("\(path) is not UTF-8: save it as UTF-8")
        }
        do {
            return try INIFile(text)
        } catch {
            throw SharedConfigurationError("\(path):\(error.line): this line \(error.what)")
        }
    }
}

/// The path with `HOME` for a leading `~`; nil if `HOME` is needed but not set.
func homePath(_ path: String, _ environment: [String: String]) -> String? {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return home + path.dropFirst()
}
