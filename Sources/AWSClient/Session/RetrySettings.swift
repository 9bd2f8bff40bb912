extension RetryPolicy {
    /// The policy of `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`, or else of the profile's `max_attempts` and `retry_mode`.
    ///
    /// The mode decides only how many attempts there are by default: 3 in modes `standard`, which is the default, and
    /// `adaptive`, 5 in `legacy`, as in botocore. What a retry costs and how calls are held back is the same in all
    /// modes: our token buckets, ``RetryQuota`` and ``RateLimiter``. An empty setting counts as unset, and modes are
    /// read in any case. [Retry
    /// behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
    /// - Throws: if the setting that counts is invalid; it never falls through to the next.
    package init(environment: [String: String], profile: Profile?) throws(RetrySettingsError) {
        let settings = RetrySettings(environment: environment, profile: profile)
        let mode = try settings.value("AWS_RETRY_MODE", "retry_mode", "legacy, standard or adaptive") {
            Self.attempts[$0.lowercased()]
        }
        let attempts = try settings.value("AWS_MAX_ATTEMPTS", "max_attempts", "a whole number, 1 or more") { text in
            Int(text).flatMap { $0 >= 1 ? $0 : nil }
        }
        self.init()
        maximumAttempts = attempts ?? mode ?? maximumAttempts
    }

    /// The default of each mode.
    private static let attempts = ["legacy": 5, "standard": 3, "adaptive": 3]
}

/// Reads a setting from the environment, or else from the profile.
private struct RetrySettings {
    let environment: [String: String]
    let profile: Profile?

    /// - Parameters:
    ///   - expected: for messages.
    ///   - read: nil if the text is invalid.
    /// - Returns: nil if it is not set.
    func value(
        _ variable: String, _ key: String, _ expected: String, _ read: (String) -> Int?
    ) throws(RetrySettingsError) -> Int? {
        if let text = environment[variable], !text.isEmpty {
            guard let value = read(text) else {
                throw RetrySettingsError("\(variable) must be \(expected): correct it, or unset it")
            }
            return value
        }
        guard let profile, let text = profile[key] else { return nil }
        guard let value = read(text) else {
            throw RetrySettingsError(
                "'\(key)' of \(profile) in \(profile.file(of: key)) must be \(expected): correct it, or remove it")
        }
        return value
    }
}

/// Why the retry settings cannot be used; names the setting and the remedy, never a value.
package struct RetrySettingsError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
