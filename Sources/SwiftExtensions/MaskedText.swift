/// An address fit to print: without a user and a password, as far as they could reach, and without a query or a
/// fragment, either of which may be a secret.
package func masked(_ address: String) -> String {
    var text = address
    if let at = text.lastIndex(of: "@") {
        let start = text.firstIndex(of: ":").map { text.index(after: $0) } ?? text.startIndex
        text.replaceSubrange((start < at ? start : text.startIndex)..<at, with: "…")
    }
    if let query = text.firstIndex(where: { $0 == "?" || $0 == "#" }) {
        text.replaceSubrange(text.index(after: query)..., with: "…")
    }
    return text
}
