import AWSWire

/// Why a document that a service stores as text cannot be read, as a clause whose subject is the document: "it is not
/// JSON".
struct UnreadableDocument: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JSONValue {
    /// Reads a document.
    init(document text: String) throws(UnreadableDocument) {
        do {
            try self.init(parsing: text)
        } catch {
            throw UnreadableDocument(error.description)
        }
    }
}
