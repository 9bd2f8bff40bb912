/// The style of a piece of text on a terminal with colours. The raw value is the SGR parameter.
package enum Style: String {
    case plain = ""
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case dim = "2"
}

/// Paints text, if there are colours.
package struct Palette: Sendable {
    private let isColored: Bool

    /// A palette with colours, or without.
    package init(isColored: Bool) { self.isColored = isColored }

    /// The text in its colour; unchanged without colours.
    package func paint(_ text: String, _ style: Style) -> String {
        isColored && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
