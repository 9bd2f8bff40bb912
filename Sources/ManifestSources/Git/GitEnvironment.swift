/// The environment and settings for `git`, so that it behaves the same on every machine.
///
/// It keeps whatever gives access: the Git configuration of the user and of the system (credential helpers, proxies,
/// `insteadOf`), `GIT_ASKPASS`, `GIT_SSH_COMMAND`, the SSH agent, certificates, and `GIT_CONFIG_COUNT`, with which
/// pipelines pass tokens. It removes whatever points `git` at another repository, as when Roster is started from a
/// hook, every interactive prompt, and every way for a repository to run a program.
enum GitEnvironment {
    /// Variables that would make `git` use another repository than the mirror, or redirect its output.
    private static let removed: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE", "GIT_CONFIG", "GIT_EXTERNAL_DIFF", "GIT_REDIRECT_STDERR", "GIT_REDIRECT_STDOUT",
        "GIT_TEMPLATE_DIR", "GIT_DEFAULT_HASH", "SSH_ASKPASS",
    ]

    /// Values that override inherited ones. `LC_ALL` is fixed because `git`'s messages are shown verbatim.
    private static let pinned = [
        "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1", "GIT_DEFAULT_REF_FORMAT": "files",
        "GIT_NO_LAZY_FETCH": "1", "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C",
    ]

    /// Variables with the path of a file or a folder.
    private static let paths = [
        "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
        "GIT_SSL_CERT", "GIT_SSL_KEY", "SSH_AUTH_SOCK",
    ]
    /// Variables with a program: a path if it has a slash, or else found through the `PATH`.
    private static let programs = ["GIT_ASKPASS", "GIT_SSH", "GIT_PROXY_COMMAND"]

    /// Arguments before the command, which override every configuration file.
    ///
    /// Maintenance after a fetch stays in the foreground, so that nothing outlives the call, and keeps nothing that the
    /// branch no longer leads to.
    static let arguments = [
        "-c", "safe.bareRepository=explicit", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
        "-c", "core.logAllRefUpdates=false", "-c", "protocol.ext.allow=never", "-c", "protocol.fd.allow=never",
        "-c", "credential.interactive=never", "-c", "color.ui=false", "-c", "gc.autoDetach=false",
        "-c", "maintenance.autoDetach=false", "-c", "gc.pruneExpire=now", "-c", "fetch.recurseSubmodules=false",
    ]

    /// Prepares the inherited environment for `git`. Trace variables are removed too, since traces print credentials.
    ///
    /// - Parameter workingFolder: absolute; relative paths become absolute ones below it, as `git` runs elsewhere.
    static func sanitized(_ inherited: [String: String], workingFolder: String) -> [String: String] {
        var environment =
            inherited
            .filter { !removed.contains($0.key) && !$0.key.hasPrefix("GIT_TRACE") && $0.key != "GIT_CURL_VERBOSE" }
        for name in paths + programs {
            guard let value = environment[name], !value.isEmpty, !value.hasPrefix("/") else { continue }
            if programs.contains(name), !value.contains("/") { continue }
            environment[name] = FileSelection.join(workingFolder, value)
        }
        return environment.merging(pinned) { _, ours in ours }
    }
}
