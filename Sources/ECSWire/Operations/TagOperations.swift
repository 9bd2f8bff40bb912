extension ECS {
    /// Adds tags to a resource; a key that it has takes the new value.
    ///
    /// [TagResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TagResource.html)
    package enum TagResource: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var resourceArn: String?
            package var tags: [Tag]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            /// It has no members.
            package init() {}
        }
    }

    /// Takes tags from a resource, by key.
    ///
    /// [UntagResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UntagResource.html)
    package enum UntagResource: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var resourceArn: String?
            package var tagKeys: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            /// It has no members.
            package init() {}
        }
    }

    /// Reads all tags of a resource.
    ///
    /// [ListTagsForResource](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTagsForResource.html)
    package enum ListTagsForResource: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var resourceArn: String?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var tags: [Tag]?

            /// Every member absent.
            package init() {}
        }
    }
}
