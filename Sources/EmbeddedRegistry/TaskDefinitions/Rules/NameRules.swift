import ECSWire
import Model

/// Validates names.
enum NameRules {
    /// The family is required: 1 to 255 letters, digits, hyphens and underscores.
    static let family: RegistrationRule = { input throws(ECSError) in
        guard let family = input.family, !family.isEmpty else {
            throw .refused("Family should not be null or empty.")
        }
        guard family.utf8.count <= 255 else { throw .refused("Family cannot be longer than 255 characters.") }
        guard isName(family) else { throw .refused("Family contains invalid characters.") }
    }

    /// Whether the text is valid as a family name.
    static func isName(_ text: String) -> Bool { (try? Family(text)) != nil }
}
