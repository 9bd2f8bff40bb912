/// Why it is unknown which revision something uses. The texts are its owner's, fit to print.
package enum Opacity: Hashable, Sendable {
    /// It is chosen at run time, by this expression.
    case computed(String)
    /// It names this, which is no task definition: `web:0`, `web:latest`.
    case notAName(String)
    /// It calls this to start tasks, without naming a task definition.
    case unnamed(String)
    /// This document of it cannot be read: what the document is, and why.
    case unreadable(String, why: String)
    /// The response that should have this document is without it: `its definition`.
    case absent(String)
    /// It is encrypted with a key that the credentials may not use. Carries the call's error.
    case encrypted(String)
    /// The credentials may read others of its kind, but not this one. Carries the call's error.
    case denied(String)
    /// It is kept where Roster does not read: `the AppSpec in s3://bucket/key`.
    case elsewhere(String)
    /// It names this, which cannot be found: `version 3 of nightly`.
    case notFound(String)
    /// AWS no longer tells: `its last successful deployment`.
    case forgotten(String)

    /// The word for it in JSON.
    package var code: String {
        switch self {
        case .computed: "computed"
        case .notAName: "notAName"
        case .unnamed: "unnamed"
        case .unreadable: "unreadable"
        case .absent: "absent"
        case .encrypted: "encrypted"
        case .denied: "denied"
        case .elsewhere: "elsewhere"
        case .notFound: "notFound"
        case .forgotten: "forgotten"
        }
    }
}
