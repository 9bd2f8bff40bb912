/// A text that a person wrote, such as a value in a file or an argument, without what may be a credential in it.
///
/// Whoever writes an address in the wrong place, or with a password that no address can have, must not find the
/// password in a log. So this looks for no correct URL: `***` replaces everything from the first ':' to the last '@',
/// and what looks like a query. Not for what a service says, in which names of sessions and ARNs have both.
package func withoutCredentials(_ text: String) -> String {
    guard let query = query(of: text) else { return withoutUser(text) }
    // The question mark may also be in a password, and what follows an '@' in a query.
    if let colon = text.firstIndex(of: ":"), text[max(colon, query)...].contains("@") {
        return text[...colon] + "***"
    }
    return withoutUser(String(text[..<query])) + "\(text[query])***"
}

/// Where what looks like a query or a fragment begins; nil if nothing does.
private func query(of text: String) -> String.Index? {
    if text.contains("://") { return text.firstIndex { $0 == "?" || $0 == "#" } }
    return text.firstIndex(of: "?").flatMap { text[$0...].contains("=") ? $0 : nil }
}

private func withoutUser(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    if let colon = text.firstIndex(of: ":"), colon < at { return text[...colon] + "***" + text[at...] }
    // An address without its scheme, 'token@host/path', or with half of it, 'https//token@host/path'.
    if let slashes = text.firstRange(of: "//"), slashes.upperBound <= at {
        return text[..<slashes.upperBound] + "***" + text[at...]
    }
    let host = text.prefix { $0 != "/" }
    return host.endIndex < text.endIndex && host.contains("@") ? "***" + text[at...] : text
}
