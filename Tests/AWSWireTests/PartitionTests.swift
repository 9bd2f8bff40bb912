import Testing

@testable import AWSWire

@Suite struct PartitionTests {
    @Test(arguments: [
        ("eu-west-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"), ("us-isob-east-1", "aws-iso-b"), ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"), ("xx-new-1", "aws"),
    ])
    func hasTheRegion(region: String, name: String) {
        #expect(Partition.of(region: region).name == name)
    }

    @Test(arguments: [
        ("ecs.eu-west-1.amazonaws.com", true), ("ecs.eusc-de-east-1.api.amazonwebservices.eu", true),
        ("amazonaws.com", false), ("ecs.amazonaws.com.example", false), ("localhost", false),
    ])
    func hasTheHost(host: String, isAmazon: Bool) {
        #expect(Partition.has(host: host) == isAmazon)
    }
}
