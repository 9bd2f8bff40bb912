import Model

/// `calls` of a document.
package struct CallsDocument: Encodable {
    let total: Int
    let byAction: [String: Int]

    /// The document of a count.
    package init(_ calls: CallCount) { (total, byAction) = (calls.total, calls.byAction) }
}
