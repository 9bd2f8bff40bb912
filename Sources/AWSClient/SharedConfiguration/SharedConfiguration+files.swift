import Foundation
import SwiftExtensions

extension SharedConfiguration {
    /// No such file is longer.
    private static let longest = 1 << 20

    /// Reads `AWS_CONFIG_FILE` (default `~/.aws/config`) and `AWS_SHARED_CREDENTIALS_FILE` (default
    /// `~/.aws/credentials`).
    ///
    /// `~` is the variable `HOME`; without it, the default files are not looked for. A path at which there is no
    /// regular file counts as an empty file.
    /// - Throws: when a file may not be read, is longer than 1 MiB, is not UTF-8, or has a line that is wrong.
    package static func read(environment: [String: String]) throws(SharedConfigurationError) -> SharedConfiguration {
        let configuration = path("AWS_CONFIG_FILE", "~/.aws/config", environment)
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", environment)
        let paths = [configuration, credentials].compactMap(\.self)
        return SharedConfiguration(
            configuration: try configuration.flatMap(read), credentials: try credentials.flatMap(read),
            location: paths.isEmpty ? "the AWS configuration: HOME is not set" : paths.joined(separator: " or "))
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

/// The path with `HOME` for a leading `~`; nil when it begins with one and `HOME` is not set.
func homePath(_ path: String, _ environment: [String: String]) -> String? {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    return home + path.dropFirst()
}
