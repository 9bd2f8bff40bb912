import ECSWire
import Foundation
import Model

extension Operation {
    /// Adds tags. An existing key gets the new value. A revision may have any status.
    static func tagResource(
        _ input: ECS.TagResource.Input, _ store: Store
    ) throws(ECSError) -> ECS.TagResource.Output {
        let resource = try store.taggedResource(input.resourceArn, missing: .resourceNotFound)
        let sent = input.tags ?? []
        if sent.isEmpty { throw .refused("Tags can not be empty.") }
        try TagRules.check(sent)
        let keys = Set(sent.map(\.key))
        let merged = try store.tags(of: resource).filter { !keys.contains($0.key) } + sent
        guard merged.count <= 50 else {
            throw ECSError(.limitExceeded, "A resource cannot have more than 50 tags; this would make \(merged.count).")
        }
        try store.setTags(merged, of: resource)
        return ECS.TagResource.Output()
    }

    /// Removes tags. Keys that do not exist are ignored.
    static func untagResource(
        _ input: ECS.UntagResource.Input, _ store: Store
    ) throws(ECSError) -> ECS.UntagResource.Output {
        let resource = try store.taggedResource(input.resourceArn, missing: .resourceNotFound)
        guard let keys = input.tagKeys, !keys.isEmpty else { throw .refused("TagKeys can not be empty.") }
        try store.setTags(try store.tags(of: resource).filter { !keys.contains($0.key ?? "") }, of: resource)
        return ECS.UntagResource.Output()
    }

    /// Lists all tags, in the order in which they were added.
    static func listTagsForResource(
        _ input: ECS.ListTagsForResource.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListTagsForResource.Output {
        let resource = try store.taggedResource(input.resourceArn, missing: .invalidParameter)
        let tags = try store.tags(of: resource)
        return ECS.ListTagsForResource.Output { $0.tags = tags }
    }
}
