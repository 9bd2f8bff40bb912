import Foundation

/// The shapes of requests and responses in AWS's own model (`model.json`, which `model.py` writes).
struct Grammar: Sendable {
    /// A shape. It refers to other shapes by name.
    struct Shape: Sendable {
        enum Kind: String, Decodable, Sendable { case structure, list, map, string, integer, number, boolean }

        /// A member of a structure and its shape.
        struct Member: Sendable {
            let name: String
            let shape: String
            let isRequired: Bool
        }

        let kind: Kind
        /// For structures, in order of name.
        let members: [Member]
        /// The shape of the items of a list or map.
        let item: String?
        /// The enum values of a string; empty if it is not an enum.
        let choices: [String]
    }

    /// The shapes of one operation.
    struct Signature: Decodable, Sendable {
        let input: String
        let output: String
    }

    /// By name.
    let operations: [String: Signature]
    private let shapes: [String: Shape]

    /// The shape with this name.
    func shape(_ name: String) -> Shape {
        shapes[name] ?? Shape(kind: .structure, members: [], item: nil, choices: [])
    }

    /// Reads the model.
    init(contentsOf file: String) throws {
        let model = try JSONDecoder().decode(Model.self, from: Data(contentsOf: URL(filePath: file)))
        operations = model.operations
        shapes = model.shapes.mapValues { shape in
            let members = (shape.members ?? [:]).sorted { $0.key < $1.key }.map { name, member in
                Shape.Member(name: name, shape: member, isRequired: shape.required?.contains(name) ?? false)
            }
            return Shape(kind: shape.kind, members: members, item: shape.item, choices: shape.choices ?? [])
        }
    }

    /// Next to the program's source.
    static let standardFile = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "model.json").path

    private struct Model: Decodable {
        struct Shape: Decodable {
            let kind: Grammar.Shape.Kind
            let members: [String: String]?
            let required: [String]?
            let item: String?
            let choices: [String]?
        }

        let operations: [String: Signature]
        let shapes: [String: Shape]
    }
}
