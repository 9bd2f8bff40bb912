import Model

/// A version of a state machine, by its number: `arn:aws:states:eu-west-1:123456789012:stateMachine:nightly:3`.
///
/// Permission to start a state machine includes all of its versions by such a name, whether an alias routes there or
/// not.
struct StateMachineVersion: Hashable, Sendable {
    /// The name of the state machine, without the number.
    let machine: String
    let number: String

    /// Its ARN.
    var arn: String { "\(machine):\(number)" }
    /// `version 3 of nightly`.
    var words: String { "version \(number) of \(machine.split(separator: ":").last ?? "")" }

    private static let resourceType = ":stateMachine:"

    /// The versions that a text mentions, anywhere and for any purpose, in its order.
    ///
    /// Versions of another account or Region are ignored; if these are placeholders, those of the text's owner are
    /// assumed. A version whose name or number is a placeholder is not found.
    /// - Parameter own: the account and Region of the text's owner; nil if unknown.
    static func all(in text: String, of own: RegistryScope?) -> [StateMachineVersion] {
        let text = text.withPlainASCII
        return text.utf8.ranges(of: resourceType.utf8).compactMap { range in
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

    /// Whether a byte may be in a state machine's name
    /// ([CreateStateMachine](https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html)).
    private static func isStateMachineNameByte(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: " ") && !##"<>{}[]?*"#%\^|~`$&,;:/"##.utf8.contains(byte)
    }
}
