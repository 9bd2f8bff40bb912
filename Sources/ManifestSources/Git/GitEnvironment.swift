/// The environment and settings for `git`, so that it behaves the same on every machine.
///
/// It keeps whatever gives access: `HOME`, and with it the user's Git configuration (credential helpers, proxies,
/// `insteadOf`), `GIT_ASKPASS`, `GIT_SSH_COMMAND`, the SSH agent, certificates, and `GIT_CONFIG_COUNT`, with which
/// pipelines pass tokens. It removes whatever points `git` at another repository, as when Roster is started from a
/// hook, the system-wide configuration, every interactive prompt, and every way for the repository to run a program.
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
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1", "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C",
    ]

    /// Arguments before the command, which override every configuration file.
    ///
    /// Maintenance after a fetch stays in the foreground, so that nothing outlives the call.
    static let arguments = [
        "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "credential.interactive=never",
        "-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false", "-c", "fetch.recurseSubmodules=false",
        "-c", "core.fsmonitor=false",
    ]

    /// Prepares the inherited environment for `git`. Trace variables are removed too, since traces print credentials.
    static func sanitized(_ inherited: [String: String]) -> [String: String] {
        inherited
            .filter { !removed.contains($0.key) && !$0.key.hasPrefix("GIT_TRACE") && $0.key != "GIT_CURL_VERBOSE" }
            .merging(pinned) { _, ours in ours }
    }
}
