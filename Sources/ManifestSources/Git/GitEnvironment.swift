/// The environment and the settings under which `git` runs, so that it does the same on every machine.
///
/// Kept is what gives access: `HOME` and with it the user's own Git configuration (credential helpers,
/// proxies, `insteadOf`), `GIT_ASKPASS`, `GIT_SSH_COMMAND`, the SSH agent, certificates, and
/// `GIT_CONFIG_COUNT`, with which pipelines hand over tokens. Taken away is what points `git` at another
/// repository, as when Roster is started from a hook, the configuration of the machine, every way of
/// asking a person, and every way of being handed a program by the repository.
enum GitEnvironment {
    /// Variables that would make `git` use something other than our mirror, or write where we don't look.
    private static let removed: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE", "GIT_CONFIG", "GIT_EXTERNAL_DIFF", "GIT_REDIRECT_STDERR", "GIT_REDIRECT_STDOUT",
        "GIT_TEMPLATE_DIR", "GIT_DEFAULT_HASH", "SSH_ASKPASS",
    ]

    /// Values that hold whatever was inherited. `LC_ALL` because messages are shown as `git` words them.
    private static let pinned = [
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1", "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C",
    ]

    /// Arguments before the command: they win over every configuration file.
    ///
    /// Clean-up after a fetch stays in the foreground, so that nothing outlives the call.
    static let arguments = [
        "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "credential.interactive=never",
        "-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false", "-c", "fetch.recurseSubmodules=false",
        "-c", "core.fsmonitor=false",
    ]

    /// The environment of the program, made fit for `git`. Traces are dropped too: they print credentials.
    static func sanitized(_ inherited: [String: String]) -> [String: String] {
        inherited
            .filter { !removed.contains($0.key) && !$0.key.hasPrefix("GIT_TRACE") && $0.key != "GIT_CURL_VERBOSE" }
            .merging(pinned) { _, ours in ours }
    }
}
