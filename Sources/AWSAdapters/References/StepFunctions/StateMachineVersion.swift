import Model

/// A version of a state machine, by its number: `arn:aws:states:eu-west-1:123456789012:stateMachine:nightly:3`.
///
/// Whoever may start a state machine may start any of its versions by such a name, whether an alias leads there or not.
struct StateMachineVersion: Hashable, Sendable {
    /// The name of the state machine, without the number.
    let machine: String
    let number: String

    /// Its full name.
    var arn: String { "\(machine):\(number)" }
    /// `version 3 of nightly`.
    var words: String { "version \(number) of \(machine.split(separator: ":").last ?? "")" }

    private static let resourceType = ":stateMachine:"

    /// The versions that a text contains, wherever and for whatever they stand in it, in its order.
    ///
    /// One of another account or Region is none of ours; where the text leaves these open, they are those of what has the
    /// text. One whose name or number is put in later is not found.
    /// - Parameter own: the account and Region of what has the text; nil where they are not known.
    static func all(in text: String, of own: RegistryScope?) -> [StateMachineVersion] {
        text.utf8.ranges(of: resourceType.utf8).compactMap { range in
            let name = text.utf8[range.upperBound...].prefix(while: isStateMachineNameByte)
            let rest = text.utf8[name.endIndex...]
            let number = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !name.isEmpty, rest.first == UInt8(ascii: ":"), !number.isEmpty,
                !(text.utf8[number.endIndex...].first.map(ARNPrefix.isNameByte) ?? false),
                let beginning = ARNPrefix(atEndOf: text[..<range.lowerBound]), beginning.service == "states"
            else { return nil }
            if let scope = beginning.scope, let own, scope != own { return nil }
            let prefix = (beginning.scope ?? own).map { "arn:\($0.partition):states:\($0.region):\($0.account)" }
            return StateMachineVersion(
                machine: "\(prefix ?? String(beginning.text))\(resourceType)\(text[name.startIndex..<name.endIndex])",
                number: String(text[number.startIndex..<number.endIndex]))
        }
    }

    /// What a state machine's name consists of
    /// ([CreateStateMachine](https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html)).
    private static func isStateMachineNameByte(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: " ") && !##"<>{}[]?*"#%\^|~`$&,;:/"##.utf8.contains(byte)
    }
}
