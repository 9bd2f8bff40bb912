import SwiftExtensions

/// The style of a piece of text on a terminal with colours. The raw value is the SGR parameter.
package enum Style: String {
    case plain = ""
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case dim = "2"
}

/// Makes pieces of lines: fit to print, and painted if there are colours.
package struct Palette: Sendable {
    private let isColored: Bool

    /// A palette with colours, or without.
    package init(isColored: Bool) { self.isColored = isColored }

    /// The text in its colour, on one line and escaped. Whatever reaches a terminal as text passes here.
    package func paint(_ text: String, _ style: Style = .plain) -> String {
        let text = text.sanitized
        return isColored && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
