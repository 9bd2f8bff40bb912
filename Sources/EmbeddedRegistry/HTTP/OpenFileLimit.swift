#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many files and connections the program may have open.
package enum OpenFileLimit {
    /// What a system takes that does not take its own hard limit.
    private static let fallback: rlim_t = 10_240

    /// Raises the limit that is in force to the highest one that is allowed. Where that fails, it stays.
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
