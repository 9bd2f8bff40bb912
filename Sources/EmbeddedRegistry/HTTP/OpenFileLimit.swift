#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The number of files and connections that the process may have open.
package enum OpenFileLimit {
    /// The limit for systems that do not accept their own hard limit.
    private static let fallback: rlim_t = 10_240

    /// Raises the soft limit to the highest allowed. Leaves it unchanged if that fails.
    package static func raise() {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        for wanted in [limit.rlim_max, min(limit.rlim_max, fallback)] where wanted > limit.rlim_cur {
            var raised = limit
            raised.rlim_cur = wanted
            if setrlimit(resource, &raised) == 0 { return }
        }
    }
}
