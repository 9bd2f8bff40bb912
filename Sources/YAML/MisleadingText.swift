/// Finds misleading characters while a text is parsed: whether one is an error depends on the scalar that it is in.
///
/// Costs a pass over the bytes, and one over the characters if any is not ASCII.
struct MisleadingText {
    /// In order of position, at most ``YAMLLimits/errors``.
    private(set) var errors: [YAMLError] = []
    private var scalars: String.UnicodeScalarView.Iterator
    private var previous: Unicode.Scalar?
    /// The next character, which is not checked yet; nil at the end of the text.
    private var current: Unicode.Scalar?
    /// The current character's index, which counts characters from 0, as libyaml's does.
    private var index = 0
    private var position = Position()

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let isPlain = text.allSatisfy { $0 < 0x80 && $0 != 0x0D }
        scalars = (isPlain ? "" : String(decoding: text, as: UTF8.self)).unicodeScalars.makeIterator()
        current = scalars.next()
    }

    /// Checks the text up to the end of an event's scalar.
    mutating func check(_ event: Event) {
        guard current != nil, let span = event.span else { return }
        check(to: span.start, in: .outside)
        if event.hasProperties, span.context == .doubleQuoted { skipProperties(to: span.end) }
        check(to: span.end, in: span.context)
    }

    /// Checks the text that remains after the last event, whether or not the parser has reached its end.
    mutating func checkRest() { check(to: .max, in: .outside) }

    private mutating func check(to end: Int, in context: MisleadingCharacter.Context) {
        while index < end, current != nil { advance(in: context) }
    }

    /// Checks the anchor, the tag and the comments before the quotes, where libyaml starts the scalar.
    private mutating func skipProperties(to end: Int) {
        var isComment = false
        while index < end, let scalar = current, isComment || scalar != "\"" {
            isComment = isComment ? !scalar.isLineBreak : scalar == "#"
            advance(in: .outside)
        }
    }

    private mutating func advance(in context: MisleadingCharacter.Context) {
        guard let scalar = current else { return }
        let next = scalars.next()
        if errors.count < YAMLLimits.errors,
            let misleading = MisleadingCharacter(scalar, after: previous, before: next),
            misleading.misleads(in: context)
        {
            errors.append(YAMLError(misleading.message(scalar), at: position))
        }
        position.advance(over: scalar)
        index += 1
        (previous, current) = (scalar, next)
    }
}

extension Unicode.Scalar {
    /// Whether libyaml ends a line there.
    fileprivate var isLineBreak: Bool {
        switch self {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
