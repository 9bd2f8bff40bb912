extension ECS {
    /// [Setting](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Setting.html)
    package struct Setting: WireShape {
        package var name: String?
        package var value: String?
        package var principalArn: String?
        package var type: String?

        package init() {}
    }
}
