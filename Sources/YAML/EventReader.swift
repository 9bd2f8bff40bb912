internal import CLibYAML
import SwiftExtensions

/// A parsing event of libyaml.
struct Event {
    let position: Position
    let kind: Kind
    /// Where the text of a scalar is; nil for any other event.
    let span: Span?

    /// A part of the text, in characters from its start.
    struct Span {
        /// With the scalar's anchor and tag, and comments between them and the scalar.
        let start: Int
        let end: Int
        let context: MisleadingCharacter.Context
    }

    /// Whether it has an anchor or a tag.
    var hasProperties: Bool {
        switch kind {
        case .scalar(let scalar, let anchor): anchor != nil || scalar.tag != nil
        case .sequenceStart(let tag, let anchor), .mappingStart(let tag, let anchor): tag != nil || anchor != nil
        case .separator, .documentStart, .alias, .containerEnd: false
        }
    }

    enum Kind {
        /// The start of the stream or the end of a document.
        case separator
        case documentStart
        case alias(String)
        case scalar(Scalar, anchor: String?)
        case sequenceStart(tag: String?, anchor: String?)
        case mappingStart(tag: String?, anchor: String?)
        /// The end of the innermost sequence or mapping.
        case containerEnd
    }
}

/// Runs libyaml's parser over a buffer that must outlive it, and frees libyaml's memory when it goes out of scope.
struct EventReader: ~Copyable {
    /// On the heap because libyaml keeps a pointer to it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>
    private let lines: LineTable

    /// Starts parsing a text, which must not be empty.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLError("out of memory while reading the file", at: Position())
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        self.parser = parser
        self.text = text
        lines = LineTable(text)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event; nil at the end of the text.
    func next() throws(YAMLError) -> Event? {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            throw syntaxError(parser.pointee, in: text, lines)
        }
        defer { yaml_event_delete(&event) }
        guard event.type != YAML_STREAM_END_EVENT, event.type != YAML_NO_EVENT else { return nil }
        let position = lines.position(event.start_mark)
        if let version = version(of: event), version != (1, 2) { throw Self.unsupported(version, at: position) }
        return Event(position: position, kind: Event.Kind(event), span: Event.Span(event))
    }

    /// The version that a document's `%YAML` directive names, if it has one.
    private func version(of event: yaml_event_t) -> (major: Int, minor: Int)? {
        guard event.type == YAML_DOCUMENT_START_EVENT,
            let version = event.data.document_start.version_directive?.pointee
        else { return nil }
        return (Int(version.major), Int(version.minor))
    }

    /// Values mean something else by YAML 1.1: 010 is 8 and yes is true.
    private static func unsupported(_ version: (major: Int, minor: Int), at position: Position) -> YAMLError {
        YAMLError(
            "values are read by YAML 1.2, not \(version.major).\(version.minor): remove this directive", at: position)
    }
}

extension LineTable {
    /// libyaml counts from 0.
    func position(_ mark: yaml_mark_t) -> Position {
        position(
            of: Int(mark.index), libyaml: Position(line: Int(mark.line) + 1, column: Int(mark.column) + 1))
    }
}

extension Event.Span {
    /// Nil unless it is a scalar.
    fileprivate init?(_ event: yaml_event_t) {
        guard event.type == YAML_SCALAR_EVENT else { return nil }
        start = Int(event.start_mark.index)
        end = Int(event.end_mark.index)
        context =
            switch event.data.scalar.style {
            case YAML_PLAIN_SCALAR_STYLE: .plain
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            default: .quoted
            }
    }
}

extension Event.Kind {
    fileprivate init(_ event: yaml_event_t) {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: self = .documentStart
        case YAML_ALIAS_EVENT: self = .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let data = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
            let style: Scalar.Style = data.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .quoted
            self = .scalar(Scalar(text: text, style: style, tag: string(data.tag)), anchor: string(data.anchor))
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            self = .sequenceStart(tag: string(data.tag), anchor: string(data.anchor))
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            self = .mappingStart(tag: string(data.tag), anchor: string(data.anchor))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: self = .containerEnd
        default: self = .separator
        }
    }
}

/// Copies a C string.
private func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
}
