import Model

/// `calls` in a document: how often AWS was called.
package struct CallsDocument: Encodable {
    let total: Int
    let byAction: [String: Int]

    package init(_ calls: CallCount) { (total, byAction) = (calls.total, calls.byAction) }
}
