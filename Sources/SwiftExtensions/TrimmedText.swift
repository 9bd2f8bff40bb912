extension StringProtocol where SubSequence == Substring {
    /// The text without leading and trailing white space.
    package var trimmed: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return self[first...last]
    }
}
