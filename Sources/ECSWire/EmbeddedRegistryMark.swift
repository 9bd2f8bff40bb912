/// How the embedded registry lets itself be known.
package enum EmbeddedRegistryMark {
    /// The header of every answer of it over HTTP, in lower case; its value plays no part.
    package static let header = "x-roster-registry"
}
