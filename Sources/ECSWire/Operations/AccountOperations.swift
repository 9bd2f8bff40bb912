extension ECS {
    /// Lists the account's settings.
    ///
    /// [ListAccountSettings](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAccountSettings.html)
    package enum ListAccountSettings: ECSOperation {
        package struct Input: WireShape {
            package var name: String?
            package var value: String?
            package var principalArn: String?
            package var effectiveSettings: Bool?
            package var nextToken: String?
            package var maxResults: Int?

            package init() {}
        }

        package struct Output: WireShape {
            package var settings: [Setting]?
            package var nextToken: String?

            package init() {}
        }
    }
}
