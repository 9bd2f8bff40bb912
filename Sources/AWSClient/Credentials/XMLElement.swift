import Foundation

/// An element of an XML response: its name without a prefix, its text and its children. Attributes are ignored.
///
/// For the small responses of the Query protocol. Predefined entities are replaced; a document that declares its own is
/// refused, and so is one that is too long, too deep or not well-formed.
struct XMLElement: Equatable {
    let name: String
    /// All of its own text, without that of its children.
    private(set) var text = ""
    private(set) var children: [XMLElement] = []

    private static let longest = 1 << 20
    private static let deepest = 32

    /// The root element; nil if the bytes are not such a document.
    init?(_ document: Data) {
        guard document.count <= Self.longest, let text = String(validating: document, as: UTF8.self) else { return nil }
        var parser = Parser(text)
        guard let root = parser.root() else { return nil }
        self = root
    }

    fileprivate init(name: String) { self.name = name }

    /// The first element at a path of names; nil if there is none.
    func first(_ way: String...) -> XMLElement? {
        var element = self
        for name in way {
            guard let next = element.children.first(where: { $0.name == name }) else { return nil }
            element = next
        }
        return element
    }

    /// Parses the text in one pass, with the open elements on a stack.
    private struct Parser {
        private var rest: Substring
        private var open: [XMLElement] = []
        private var closed: XMLElement?

        init(_ text: String) { rest = text[...] }

        mutating func root() -> XMLElement? {
            while let start = rest.firstIndex(of: "<") {
                guard add(rest[..<start]) else { return nil }
                rest = rest[start...]
                guard step() else { return nil }
            }
            return open.isEmpty && add(rest) ? closed : nil
        }

        /// Takes one piece of markup; the rest begins with its `<`.
        private mutating func step() -> Bool {
            if take("<?", until: "?>") != nil || take("<!--", until: "-->") != nil { return true }
            if let text = take("<![CDATA[", until: "]]>") { return append(String(text)) }
            guard !rest.hasPrefix("<!") else { return false }
            if let name = take("</", until: ">") { return close(name) }
            return take("<", until: ">").map { begin($0) } ?? false
        }

        private mutating func take(_ start: String, until end: String) -> Substring? {
            guard rest.hasPrefix(start) else { return nil }
            let inner = rest.dropFirst(start.count)
            guard let found = inner.firstRange(of: end) else { return nil }
            rest = inner[found.upperBound...]
            return inner[..<found.lowerBound]
        }

        /// A `>` within an attribute's value is not supported; AWS sends none.
        private mutating func begin(_ tag: Substring) -> Bool {
            let isEmpty = tag.hasSuffix("/")
            let name = Self.localName((isEmpty ? tag.dropLast() : tag).prefix { !$0.isWhitespace })
            guard !name.isEmpty, closed == nil, open.count < XMLElement.deepest else { return false }
            open.append(XMLElement(name: name))
            return isEmpty ? close(Substring(name)) : true
        }

        private mutating func close(_ name: Substring) -> Bool {
            guard let element = open.popLast(), element.name == Self.localName(name.prefix { !$0.isWhitespace }) else {
                return false
            }
            if open.isEmpty {
                closed = element
            } else {
                open[open.count - 1].children.append(element)
            }
            return true
        }

        /// Outside the root element only white space is allowed.
        private mutating func add(_ raw: Substring) -> Bool {
            guard !open.isEmpty else { return raw.allSatisfy(\.isWhitespace) }
            return Self.replacingEntities(raw).map { append($0) } ?? false
        }

        private mutating func append(_ text: String) -> Bool {
            guard !open.isEmpty else { return false }
            open[open.count - 1].text += text
            return true
        }

        private static func localName(_ name: Substring) -> String {
            String(name.split(separator: ":", omittingEmptySubsequences: false).last ?? "")
        }

        private static func replacingEntities(_ raw: Substring) -> String? {
            var text = ""
            var rest = raw
            while let start = rest.firstIndex(of: "&") {
                text += rest[..<start]
                guard let end = rest[start...].firstIndex(of: ";"),
                    let letter = letter(rest[rest.index(after: start)..<end])
                else { return nil }
                text.unicodeScalars.append(letter)
                rest = rest[rest.index(after: end)...]
            }
            return text + rest
        }

        private static func letter(_ entity: Substring) -> Unicode.Scalar? {
            switch entity {
            case "lt": "<"
            case "gt": ">"
            case "amp": "&"
            case "quot": "\""
            case "apos": "'"
            case _ where entity.hasPrefix("#x"): UInt32(entity.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
            case _ where entity.hasPrefix("#"): UInt32(entity.dropFirst()).flatMap(Unicode.Scalar.init)
            default: nil
            }
        }
    }
}
