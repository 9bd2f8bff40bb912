import AWSWire

/// Why a document that a service keeps as text tells nothing, in words that go on after "it".
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
