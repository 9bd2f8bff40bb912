import Foundation

/// The JSON text without the members, keys and items that are null, and without white space. All else keeps
/// its bytes, numbers above all. Linear; a text that is not JSON does not become JSON.
func withoutNulls(_ json: Data) -> Data {
    var stripper = NullStripper()
    let null = Array("null".utf8)
    var rest = json[...]
    while let byte = rest.first {
        if rest.starts(with: null) {
            stripper.dropElement()
            rest = rest.dropFirst(null.count)
        } else if byte == UInt8(ascii: "\"") {
            let string = rest.prefix(lengthOfString(rest))
            stripper.keep(string)
            rest = rest.dropFirst(string.count)
        } else {
            stripper.take(byte)
            rest = rest.dropFirst()
        }
    }
    return stripper.output
}

/// Up to and with the closing quote.
private func lengthOfString(_ text: Data) -> Int {
    var isEscaped = false
    for (offset, byte) in text.enumerated().dropFirst() {
        if byte == UInt8(ascii: "\""), !isEscaped { return offset + 1 }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return text.count
}

/// Writes tokens, and takes back the element that turns out to be null.
private struct NullStripper {
    private(set) var output = Data()
    private var containers: [Container] = []

    /// A list or an object that is still open.
    private struct Container {
        /// Where the current element starts, its comma included.
        var start: Int
        /// Whether an element stands before it.
        var isBegun = false
    }

    /// The value null: its key and its comma go with it. At the top it stays what it is.
    mutating func dropElement() {
        guard let container = containers.last else { return output.append(contentsOf: "null".utf8) }
        output.removeSubrange(container.start...)
    }

    /// A part of a token.
    mutating func keep(_ bytes: Data) {
        if let container = containers.last, container.isBegun, container.start == output.count {
            output.append(UInt8(ascii: ","))
        }
        output.append(bytes)
    }

    /// A byte outside strings.
    mutating func take(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
        case UInt8(ascii: ","):
            guard var container = containers.popLast() else { return output.append(byte) }
            container.isBegun = container.isBegun || output.count > container.start
            container.start = output.count
            containers.append(container)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            keep(Data([byte]))
            containers.append(Container(start: output.count))
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            containers.removeLast(min(1, containers.count))
            output.append(byte)
        default: keep(Data([byte]))
        }
    }
}
