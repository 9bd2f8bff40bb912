extension ECS {
    /// Adds tags to a resource; existing keys get the new value.
    ///
    /// [TagResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TagResource.html)
    package enum TagResource: ECSOperation {
        package struct Input: WireShape {
            package var resourceArn: String?
            package var tags: [Tag]?

            package init() {}
        }

        package struct Output: WireShape {
            /// It has no members.
            package init() {}
        }
    }

    /// Removes tags from a resource, by key.
    ///
    /// [UntagResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UntagResource.html)
    package enum UntagResource: ECSOperation {
        package struct Input: WireShape {
            package var resourceArn: String?
            package var tagKeys: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            /// It has no members.
            package init() {}
        }
    }

    /// Lists all tags of a resource.
    ///
    /// [ListTagsForResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTagsForResource.html)
    package enum ListTagsForResource: ECSOperation {
        package struct Input: WireShape {
            package var resourceArn: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var tags: [Tag]?

            package init() {}
        }
    }
}
