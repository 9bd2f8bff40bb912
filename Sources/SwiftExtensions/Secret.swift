/// A password or a token. Nothing that prints, dumps or interpolates it, or a value that contains it, shows it.
package struct Secret: Hashable, Sendable {
    private let value: String

    /// Takes the text unchecked.
    package init(_ value: String) { self.value = value }

    /// The text itself, for what must send it.
    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
