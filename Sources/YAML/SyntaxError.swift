internal import CLibYAML
import SwiftExtensions

/// Explains in Roster's words, with a remedy, why libyaml stopped.
func syntaxError(_ parser: yaml_parser_t, in text: UnsafeBufferPointer<UInt8>, _ lines: LineTable) -> YAMLError {
    let problem = parser.problem.map { String(cString: $0) } ?? "unknown error"
    let context = parser.context.map { String(cString: $0) } ?? ""
    switch parser.error {
    case YAML_MEMORY_ERROR: return YAMLError("out of memory while reading the file", at: Position())
    case YAML_READER_ERROR: return encodingError(problem, parser, in: text)
    default: break
    }
    let position = lines.position(parser.problem_mark)
    let opening = lines.position(parser.context_mark)
    if context == "while scanning a quoted scalar", problem.hasPrefix("found unexpected") {
        return YAMLError("the quoted text that starts here is never closed: add the missing quote", at: opening)
    }
    if problem == "found character that cannot start any token",
        let scalar = scalar(at: parser.problem_mark.index, in: text)
    {
        return YAMLError(messageForStart(scalar), at: position)
    }
    if problem.hasPrefix("found a tab character") { return YAMLError(messageForStart("\t"), at: position) }
    return YAMLError(message(problem, context, opening), at: position)
}

private func messageForStart(_ scalar: Unicode.Scalar) -> String {
    scalar == "\t"
        ? "a tab is used for indentation: indent with spaces"
        : "\(quoted(String(scalar))) cannot start a value: put the text in quotes"
}

/// Rewords the libyaml messages that people are likely to see; passes the others on.
private func message(_ problem: String, _ context: String, _ opening: Position) -> String {
    let start = "starts at line \(opening.line), column \(opening.column)"
    return switch problem {
    case "mapping values are not allowed in this context":
        "a ':' is not allowed here: check the indentation, or put the text in quotes"
    case "block sequence entries are not allowed in this context":
        "a '-' is not allowed here: start the list on its own line, or check the indentation"
    case "did not find expected key":
        "this is not a key of the mapping that \(start): check the indentation and the quotes above"
    case "did not find expected '-' indicator":
        "this is not an item of the list that \(start): start it with '- ', or check the indentation"
    case "did not find expected ',' or ']'":
        "the list that \(start) is not closed: add a ',' or a ']'"
    case "did not find expected ',' or '}'":
        "the mapping that \(start) is not closed: add a ',' or a '}'"
    case "could not find expected ':'":
        "a ':' is missing after the key that \(start): write 'key: value'"
    case "did not find expected <document start>":
        "another document starts here: put '---' on the line before it, or check the indentation"
    case "found unknown escape character":
        "unknown escape sequence: write '\\\\' for a backslash, or use single quotes"
    case "found undefined tag handle", "found unknown directive name":
        "custom tags and directives are not supported: remove this one"
    default:
        "invalid YAML: \(problem)\(context.isEmpty ? "" : " " + context)"
    }
}

/// Reports bytes that are not UTF-8, and control characters. libyaml gives only the offset, not the line and column.
private func encodingError(
    _ problem: String, _ parser: yaml_parser_t, in text: UnsafeBufferPointer<UInt8>
) -> YAMLError {
    var offset = Int(parser.problem_offset)
    if problem == "invalid trailing UTF-8 octet" {
        // The offending byte is often a valid letter: the broken sequence is the one before it.
        repeat { offset -= 1 } while offset > 0 && isContinuation(text[offset])
    }
    let message =
        problem == "control characters are not allowed"
        ? "the control character U+\(paddedHexadecimal(Int(parser.problem_value), digits: 4)) is not allowed: "
            + "remove it, or escape it in double quotes"
        : "the byte 0x\(paddedHexadecimal(Int(text[offset]), digits: 2)) is not valid UTF-8: save the file as UTF-8"
    return YAMLError(message, at: position(of: offset, in: text))
}

/// The position of a byte that is preceded only by valid UTF-8.
private func position(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Position {
    var position = Position()
    for scalar in String(decoding: text.prefix(offset), as: UTF8.self).unicodeScalars {
        position.advance(over: scalar)
    }
    return position
}

/// A number in upper-case hexadecimal, with leading zeros.
func paddedHexadecimal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// The Unicode scalar at an index that, as in libyaml, counts scalars from the start.
private func scalar(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> Unicode.Scalar? {
    String(decoding: text, as: UTF8.self).unicodeScalars.dropFirst(index).first
}
