/// A character that people see differently from how it is read.
enum MisleadingCharacter: Equatable {
    /// U+0085, U+2028 or U+2029: libyaml ends the line there, YAML 1.2 and most editors do not.
    case lineBreak
    /// A carriage return without a line feed: libyaml ends the line there, git and most editors do not.
    case carriageReturn
    /// U+FEFF, which means something only at the start of a file.
    case byteOrderMark
    /// It changes the order in which the characters around it are shown.
    case reordering
    /// Nothing is shown for it.
    case invisible
    /// It is shown as a space and separates nothing.
    case space

    /// Where in a text a character is.
    enum Context {
        /// In a comment, between values, or in text that could not be parsed.
        case outside
        /// In a scalar without quotes.
        case plain
        /// In single quotes or a block.
        case quoted
        /// In double quotes, where every character can be escaped.
        case doubleQuoted
    }

    /// Nil for a character that is read as it is seen.
    ///
    /// Joiners and variation selectors change the letter or the emoji before them, so only those that follow ASCII or
    /// nothing are invisible.
    init?(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: Unicode.Scalar?) {
        switch scalar.value {
        case 0x0D where next != "\n": self = .carriageReturn
        case 0x85, 0x2028, 0x2029: self = .lineBreak
        case ..<0xA0: return nil
        case 0xFEFF: self = .byteOrderMark
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: self = .reordering
        case 0x200C, 0x200D, 0xFE00...0xFE0F:
            guard previous?.isASCII ?? true else { return nil }
            self = .invisible
        case 0xFFF9...0xFFFB: self = .invisible
        case 0x2800: self = .space
        default:
            if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint {
                self = .invisible
            } else if scalar.properties.isWhitespace {
                self = .space
            } else {
                return nil
            }
        }
    }

    /// Whether it misleads there.
    func misleads(in context: Context) -> Bool {
        switch self {
        case .lineBreak: context != .doubleQuoted
        case .carriageReturn, .byteOrderMark, .reordering: true
        case .invisible: context != .outside
        case .space: context == .plain
        }
    }

    /// What is wrong with it, and the remedy.
    func message(_ scalar: Unicode.Scalar) -> String {
        let name = "U+\(scalar.hexadecimal(digits: 4))"
        let remedy = "remove it, or write it as \(scalar.escaped) in double quotes"
        return switch self {
        case .lineBreak: "\(name) ends a line for some readers and not for others: \(remedy)"
        case .carriageReturn:
            "a carriage return without a line feed ends a line for some readers and not for others: "
                + "save the file with LF or CRLF line ends"
        case .byteOrderMark: "a byte order mark (\(name)) is allowed only at the start of the file: \(remedy)"
        case .reordering: "\(name) changes the order in which text is shown: \(remedy)"
        case .invisible: "\(name) is invisible, but part of the text: \(remedy)"
        case .space: "\(name) looks like a space, but is part of the text: use a space, or put the text in quotes"
        }
    }
}

extension Unicode.Scalar {
    /// As YAML writes it in double quotes.
    fileprivate var escaped: String {
        switch value {
        case 0x85: "\\N"
        case 0x2028: "\\L"
        case 0x2029: "\\P"
        case ...0xFFFF: "\\u\(hexadecimal(digits: 4))"
        default: "\\U\(hexadecimal(digits: 8))"
        }
    }

    fileprivate func hexadecimal(digits: Int) -> String { paddedHexadecimal(Int(value), digits: digits) }
}
