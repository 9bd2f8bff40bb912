/// What a piece of text is, for a terminal that has colours.
package enum Style: String {
    case plain = ""
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case dim = "2"
}

/// Colours, or none.
package struct Palette: Sendable {
    private let isColored: Bool

    /// Colours, or none.
    package init(isColored: Bool) { self.isColored = isColored }

    /// The text in its colour; as it is where there are none.
    package func paint(_ text: String, _ style: Style) -> String {
        isColored && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
