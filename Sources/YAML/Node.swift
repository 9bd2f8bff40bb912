import SwiftExtensions

/// A YAML value with its position; anchors and merge keys are already resolved.
///
/// The nodes of an alias keep the positions of the anchored text, except the outermost, which has the alias's position.
package struct Node: Equatable, Sendable {
    package let content: Content
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package enum Content: Equatable, Sendable {
        /// Text, not yet resolved to a type.
        case scalar(Scalar)
        /// In the order of the text.
        case sequence([Node])
        /// The mapping's own keys in the order of the text, then the merged ones. Keys are unique.
        case mapping([Entry])
    }

    /// A key of a mapping and its value.
    package struct Entry: Equatable, Sendable {
        /// The key's text; `1` and `"1"` are the same key.
        package let key: String
        /// The key's line, from 1.
        package let line: Int
        /// The key's column, from 1, in Unicode scalars.
        package let column: Int
        package let value: Node
    }
}

/// A scalar as it was written.
package struct Scalar: Equatable, Sendable {
    /// Without quotes, escapes resolved.
    package let text: String
    package let style: Style
    /// The explicit tag with its prefix resolved, for example `tag:yaml.org,2002:str`; nil without one.
    package let tag: String?

    /// Whether the text may be resolved to a type other than text.
    package enum Style: Equatable, Sendable {
        /// Without quotes: `42` is a number.
        case plain
        /// In quotes, or as a block (`|`, `>`): always text.
        case quoted
    }
}
