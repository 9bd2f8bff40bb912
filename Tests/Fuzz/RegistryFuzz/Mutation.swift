/// Turns valid requests into invalid ones.
enum Mutation {
    /// The request with one part changed.
    static func mutate(_ value: Value, in pool: Pool, _ dice: inout Dice) -> Value {
        // Deeper levels have more parts, so the root itself is rarely replaced.
        change(value, isRoot: true, in: pool, &dice)
    }

    private static func change(_ value: Value, isRoot: Bool, in pool: Pool, _ dice: inout Dice) -> Value {
        switch value {
        case .object(var members) where !members.isEmpty && dice.chance(isRoot ? 98 : 75):
            let index = dice.number(0...members.count - 1)
            switch dice.number(0...11) {
            case 0: members.remove(at: index)
            case 1: members.insert(.init(key: dice.pick(strangeTexts), value: strange(in: pool, &dice)), at: index)
            case 2: members.append(members[index])
            case 3: members.append(.init(key: members[index].key, value: strange(in: pool, &dice)))
            case 4: members[index].key = dice.pick([members[index].key.uppercased(), members[index].key + " ", ""])
            default: members[index].value = change(members[index].value, isRoot: false, in: pool, &dice)
            }
            return .object(members)
        case .list(var items) where !items.isEmpty && dice.chance(75):
            let index = dice.number(0...items.count - 1)
            switch dice.number(0...6) {
            case 0: items.remove(at: index)
            case 1: items += Array(repeating: items[index], count: dice.pick([1, 10, 50, 100]))
            case 2: items.insert(strange(in: pool, &dice), at: index)
            default: items[index] = change(items[index], isRoot: false, in: pool, &dice)
            }
            return .list(items)
        case .text(let text) where dice.chance(40): return .text(altered(text, &dice))
        case .raw, .text, .list, .object: return strange(in: pool, &dice)
        }
    }

    private static func altered(_ text: String, _ dice: inout Dice) -> String {
        switch dice.number(0...7) {
        case 0: text.replacing("us-east-1", with: "eu-west-1")
        case 1: text.replacing("123456789012", with: "210987654321")
        case 2: text.replacing("arn:aws:", with: "arn:aws-cn:")
        case 3: text.uppercased()
        case 4:
            text + dice.pick([":0", ":01", ":+1", ":-1", ":1000001", ":99999999999999999999", ":", "/", "\u{0}", " "])
        case 5: String(text.dropLast(dice.number(1...3)))
        case 6: String(text.reversed())
        default: repeated(text.isEmpty ? "x" : text, dice.pick([2, 256, 3000]))
        }
    }

    /// A longer text, but within what an endpoint accepts, even after repeated calls.
    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: max(1, min(count, 100_000 / text.utf8.count)))
    }

    /// A value of any type that is likely to trip up programs.
    static func strange(in pool: Pool, _ dice: inout Dice) -> Value {
        switch dice.number(0...9) {
        case 0...2: .raw(dice.pick(strangeTokens))
        case 3...5: .text(dice.pick(strangeTexts))
        case 6: .raw(nested(dice.pick([3, 100, 511, 513, 5000]), dice.chance(50)))
        case 7: .object([.init(key: dice.pick(strangeTexts), value: .raw("null"))])
        case 8: .list([.raw("null"), .text("a"), .raw("1")])
        default: .text(pool.texts(of: ["nextToken"]).randomElement(using: &dice) ?? "")
        }
    }

    private static func nested(_ depth: Int, _ isList: Bool) -> String {
        String(repeating: isList ? "[" : #"{"a":"#, count: depth) + "1"
            + String(repeating: isList ? "]" : "}", count: depth)
    }

    private static let strangeTokens = [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e3", "1E+2", "2.0", "1e300", "-1e300", "1e400", "-1e400",
        "1e-400", "NaN",
        "Infinity", "-Infinity", "nan", "2147483647", "2147483648", "4294967296", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551616", "123456789012345678901234567890", "01", "+1", ".5", "1.", "0x10", "1_000", "{}", "[]",
        "",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "\"\\x\"", "\"", "'a'", "undefined",
        "/**/1",
        "\"\\u00e9\"", "tru", "nulll", "\"a\"\"b\"", "\u{FEFF}1",
    ]

    private static let strangeTexts = [
        "", " ", "null", "\u{0}", "\u{7F}", "\n", "\"", "\\", "'; DROP TABLE revisions; --", "%s%n", "../../etc/passwd",
        "\u{E9}", "e\u{301}", "\u{1F469}\u{200D}\u{1F4BB}", "\u{202E}abc", "\u{FFFF}", "\u{10FFFF}", "İ", "ß",
        String(repeating: "x", count: 255), String(repeating: "x", count: 256), String(repeating: "ü", count: 70_000),
        "arn:", "arn:aws:ecs", "arn:aws:ecs:us-east-1:123456789012:task-definition/",
        "arn:aws:ecs:us-east-1:123456789012:task-definition/web:", "arn:aws:ecs:us-east-1:123456789012:cluster//",
        "arn:aws:ecs:us-east-1:123456789012:service/default/web/x", "arn:aws:ecs::123456789012:task/default/",
        "web:1:1", ":1", ":", "web:latest", "aws:x", "__proto__", "__type", "MQ==", "====", "1e999", "-1", "1.5 vCPU",
        "9999999999999999999999 GB", "NaN", "-0.5 GB", ".5vcpu",
    ]
}

extension Mutation {
    /// The bytes with some of them changed.
    static func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        let index = dice.number(0...max(0, bytes.count - 1))
        switch dice.number(0...9) {
        case 0: bytes.removeLast(bytes.count - index)
        case 1: bytes.insert(UInt8(dice.number(0...255)), at: min(index, bytes.count))
        case 2, 3: if !bytes.isEmpty { bytes[index] = UInt8(dice.number(0...255)) }
        case 4: if !bytes.isEmpty { bytes[index] ^= 1 << UInt8(dice.number(0...7)) }
        case 5: bytes.insert(contentsOf: dice.pick(badUTF8), at: min(index, bytes.count))
        case 6: bytes = (0..<dice.number(0...200)).map { _ in UInt8(dice.number(0...255)) }
        case 7: bytes = [0xEF, 0xBB, 0xBF] + bytes
        case 8: bytes = bytes.flatMap { [$0, 0] }
        default: bytes += dice.pick([bytes, [0], Array("  \n".utf8), Array("}".utf8), Array(",".utf8)])
        }
        return bytes
    }

    private static let badUTF8: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ]
}
