/// How the embedded registry identifies itself.
package enum EmbeddedRegistryMark {
    /// The header of each of its HTTP responses, in lower case; the value is irrelevant.
    package static let header = "x-roster-registry"
}
