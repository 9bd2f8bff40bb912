/// IDs that identify responses in logs and support cases: random UUIDs, as on AWS.
enum RequestID {
    /// Makes a new ID. (Foundation's UUID opens a file for each one.)
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        // The bits for version 4 and for the variant are fixed.
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { text in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    text[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = index < 16 ? high : low
                text[position] = digits[Int(word >> UInt64(60 - index % 16 * 4) & 0xF)]
                position += 1
            }
            return position
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
