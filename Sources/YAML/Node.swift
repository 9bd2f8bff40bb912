import SwiftExtensions

/// A YAML value and where it stands, with anchors and merge keys already resolved.
///
/// What an alias stands for keeps the places of the anchored text; its outermost node has the alias's place.
package struct Node: Equatable, Sendable {
    /// What the node holds.
    package let content: Content
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    /// The three kinds of nodes.
    package enum Content: Equatable, Sendable {
        /// A text, not yet resolved to a type.
        case scalar(Scalar)
        /// In the order of the text.
        case sequence([Node])
        /// The mapping's own keys in the order of the text, then the merged ones. Keys differ.
        case mapping([Entry])
    }

    /// A key of a mapping and its value.
    package struct Entry: Equatable, Sendable {
        /// The key's text; `1` and `"1"` are the same key.
        package let key: String
        /// Where the key stands, from 1.
        package let line: Int
        /// Where the key stands, from 1.
        package let column: Int
        /// The value.
        package let value: Node
    }
}

/// A scalar as it was written.
package struct Scalar: Equatable, Sendable {
    /// Without quotes, escapes resolved.
    package let text: String
    /// How it was written.
    package let style: Style
    /// The explicit tag with its prefix resolved, for example `tag:yaml.org,2002:str`; nil without one.
    package let tag: String?

    /// Whether a type may be read from the text.
    package enum Style: Equatable, Sendable {
        /// Without quotes: `42` is a number.
        case plain
        /// In quotes, or as a block (`|`, `>`): always text.
        case quoted
    }
}
