/// A line split into words as a POSIX shell splits it, without any expansion. Pure.
///
/// Single quotes quote everything; in double quotes `\` escapes only `"` and `\`; elsewhere it escapes any character.
/// As Python's `shlex.split`, which botocore uses.
enum ShellWords {
    /// The words; nil if a quotation does not end, or nothing follows the last `\`.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Unicode.Scalar?
        var rest = line.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch (quote, scalar) {
            case (nil, " "), (nil, "\t"), (nil, "\r"), (nil, "\n"):
                if let ended = word { words.append(ended) }
                word = nil
            case (nil, "'"), (nil, "\""):
                quote = scalar
                word = word ?? ""
            case (let open?, _) where open == scalar: quote = nil
            case (nil, "\\"):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case ("\"", "\\"):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + (next == "\"" || next == "\\" ? "" : "\\") + String(next)
            default: word = (word ?? "") + String(scalar)
            }
        }
        if let ended = word { words.append(ended) }
        return quote == nil ? words : nil
    }
}
