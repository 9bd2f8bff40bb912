import ECSWire

/// Validates tags.
enum TagRules {
    /// Only RegisterTaskDefinition refuses an empty list.
    static let registration: RegistrationRule = { input throws(ECSError) in
        if input.tags?.isEmpty ?? false { throw .refused("Tags can not be empty.") }
        try check(input.tags)
    }

    /// Allows at most 50 tags, with unique keys, none of them reserved by AWS. The messages about the count, lengths
    /// and duplicate keys are this registry's own.
    static func check(_ tags: [ECS.Tag]?) throws(ECSError) {
        guard let tags else { return }
        guard tags.count <= 50 else { throw .invalid("There cannot be more than 50 tags.") }
        var seen: Set<String> = []
        for tag in tags {
            guard let key = tag.key, !key.isEmpty else { throw .refused("Tag key can not be null or empty.") }
            guard let value = tag.value else { throw .refused("Tag value can not be null.") }
            guard key.unicodeScalars.count <= 128 else {
                throw .invalid("Tag key '\(key)' must have at most 128 characters.")
            }
            guard value.unicodeScalars.count <= 256 else {
                throw .invalid("The value of tag '\(key)' must have at most 256 characters.")
            }
            guard hasValidCharacters(key), hasValidCharacters(value) else {
                throw .invalid(
                    "Some tags contain invalid characters. "
                        + "Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.")
            }
            guard !key.prefix(4).lowercased().hasPrefix("aws:") else {
                throw .invalid("Tag key must not start with aws:")
            }
            guard seen.insert(key).inserted else { throw .invalid("Tag key '\(key)' is given more than once.") }
        }
    }

    private static func hasValidCharacters(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
                true
            default: "_.:/=+-@".unicodeScalars.contains(scalar)
            }
        }
    }
}
