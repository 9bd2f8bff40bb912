import Testing

@testable import EmbeddedRegistry

#if canImport(Glibc)
    import Glibc

    @Test("the limit on open files is raised as far as it may be")
    func raisesTheLimit() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        #expect(getrlimit(resource, &limit) == 0)
        var lower = limit
        lower.rlim_cur = limit.rlim_max / 2
        #expect(setrlimit(resource, &lower) == 0)
        OpenFileLimit.raise()
        #expect(getrlimit(resource, &lower) == 0)
        #expect(lower.rlim_cur == limit.rlim_max)
    }
#endif
