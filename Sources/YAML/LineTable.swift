/// The lines of a text as editors count them: each ends with a line feed. libyaml counts more line breaks.
struct LineTable {
    /// The index of each line's first character, counted in characters from 0; nil if libyaml counts the same lines.
    private let starts: [Int]?

    /// Costs a pass over the bytes, and one more if there is another line break.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        starts = Self.hasOtherBreak(text) ? Self.starts(of: text) : nil
    }

    /// The position of a character.
    ///
    /// - Parameters:
    ///   - index: counts characters from 0.
    ///   - position: where libyaml says it is.
    func position(of index: Int, libyaml position: Position) -> Position {
        guard let starts else { return position }
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= index { low = middle } else { high = middle }
        }
        return Position(line: low + 1, column: index - starts[low] + 1)
    }

    private static func hasOtherBreak(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.indices.contains { index in
            switch text[index] {
            case 0x0D: text[index...].dropFirst().first != 0x0A
            case 0xC2: text[index...].starts(with: [0xC2, 0x85])
            case 0xE2:
                text[index...].starts(with: [0xE2, 0x80, 0xA8]) || text[index...].starts(with: [0xE2, 0x80, 0xA9])
            default: false
            }
        }
    }

    private static func starts(of text: UnsafeBufferPointer<UInt8>) -> [Int] {
        var starts = [0]
        var index = 0
        for byte in text where !isContinuation(byte) {
            index += 1
            if byte == 0x0A { starts.append(index) }
        }
        return starts
    }
}

/// Whether a byte of UTF-8 is not the first of its character.
func isContinuation(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }
