import AWSClient
import Model
import SwiftExtensions

/// Describes each of some things.
///
/// A denial of one, while others of its kind can be read, is that thing's: its policy or its tags. A denial of all is a
/// missing permission, unless each is waived by its name. One that is encrypted is always that thing's.
///
/// - Parameters:
///   - othersWereRead: whether others of this kind were read before.
///   - isWaived: whether the configuration waives a thing by its name.
///   - refused: what stands for a thing that may not be read.
///   - describe: nil if the thing cannot be found.
/// - Returns: in the order of the items.
func describeEach<Item: Sendable, Value: Sendable>(
    _ items: [Item], othersWereRead: Bool, isWaived: @Sendable (Item) -> Bool = { _ in false },
    refused: (Item, Opacity) -> Value,
    describe: @escaping @Sendable (Item) async throws(ReferenceFailure) -> Value?
) async throws(ReferenceFailure) -> [Value?] {
    let results = try await concurrentMap(items) { item throws(ReferenceFailure) in
        do throws(ReferenceFailure) {
            return Described.read(try await describe(item))
        } catch {
            guard let refusal = error.refusal else { throw error }
            return .refused(error, refusal)
        }
    }
    var wereRead = othersWereRead
    var denial: ReferenceFailure?
    for (item, result) in zip(items, results) {
        switch result {
        case .read: wereRead = true
        case .refused(let failure, .denied) where !isWaived(item): denial = denial ?? failure
        case .refused: break
        }
    }
    if let denial, !wereRead { throw denial }
    return zip(items, results).map { item, result in
        switch result {
        case .read(let value): value
        case .refused(_, let opacity): refused(item, opacity)
        }
    }
}

private enum Described<Value: Sendable>: Sendable {
    case read(Value?)
    case refused(ReferenceFailure, Opacity)
}

extension AWSError {
    /// Whether what is read is encrypted with a key that these credentials may not use, or that is disabled. A
    /// throttled key is another matter.
    var isOfEncryption: Bool {
        ["KmsAccessDeniedException", "KmsInvalidStateException"].contains(serviceError?.code)
    }
}

extension [OpaqueWaiver] {
    /// Whether one of them names a resource.
    func name(_ resource: String) -> Bool { contains { $0.matches(resource) } }
}
